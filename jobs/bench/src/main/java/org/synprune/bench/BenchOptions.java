package org.synprune.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.python.Python;
import org.synprune.bench.python.PythonPartner;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import picocli.CommandLine.Option;

/** What to measure and how often. */
final class BenchOptions {

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of each party; medians are taken over them (default: 5).")
  int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "0.5",
      description = "About how long a turn of training steps takes (default: 0.5).")
  double seconds;

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "rnn,lstm,patchtst",
      description = "Only these networks (default: rnn,lstm,patchtst).")
  List<Architecture> architectures;

  @Option(
      names = "--lookback",
      paramLabel = "ROWS",
      split = ",",
      defaultValue = "1,3,7,14,30,60",
      description = "Only these lengths of the window, up to 60 (default: 1,3,7,14,30,60).")
  List<Integer> lookbacks;

  @Option(
      names = "--regulariser",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "none,dropout,mc-dropout,synaptic-pruning",
      description = "steps: only these arms (default: all four).")
  private List<Regulariser> regularisers;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Trials side by side (default: 10 for rnn, 8 for lstm and patchtst).")
  private Integer trials;

  @Option(
      names = "--stack",
      paramLabel = "N",
      description = "How many of them the trainer is given at once (default: all).")
  private Integer stack;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "2",
      description = {
        "sweep: seeds of its grid, 32 trials each; plan: seeds, 4 trials each a lookback",
        "(default: 2)."
      })
  int seeds;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      defaultValue = "/usr/bin/python3",
      description = "A Python with torch and pandas (default: /usr/bin/python3).")
  private String python;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "2075259",
      description = "prepare: rows of the generated power file (default: 2075259).")
  long rows;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "20",
      description = "soak: how long (default: 20).")
  double minutes;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/bench",
      description = "Folder of the tables (default: out/bench).")
  Path out;

  private final Map<String, PythonPartner> partners = new TreeMap<>();

  /** What is wrong with them, if anything is. */
  Optional<String> fault() {
    if (rounds < 1 || seeds < 1 || rows < 1) {
      return Optional.of("--rounds, --seeds and --rows have to be 1 or more");
    }
    if ((trials != null && trials < 1) || (stack != null && stack < 1)) {
      return Optional.of("--trials and --stack have to be 1 or more");
    }
    return lookbacks.stream()
        .filter(lookback -> lookback < 1 || lookback > OwnSteps.MAX_LOOKBACK)
        .findAny()
        .map(bad -> "--lookback is " + bad + ", expected 1 to " + OwnSteps.MAX_LOOKBACK);
  }

  /** All cells that are asked for. */
  List<TrainingCase> cells() {
    List<TrainingCase> cells = new ArrayList<>();
    for (TrainingCase plain : plainCells()) {
      for (Regulariser regulariser : regularisers) {
        cells.add(new TrainingCase(plain.architecture(), plain.lookback(), regulariser));
      }
    }
    return cells;
  }

  /** The cells without regularisation. */
  List<TrainingCase> plainCells() {
    List<TrainingCase> cells = new ArrayList<>();
    for (Architecture architecture : architectures) {
      for (int lookback : lookbacks) {
        cells.add(new TrainingCase(architecture, lookback, Regulariser.NONE));
      }
    }
    return cells;
  }

  /** Our side, with as many trials as suit the network. */
  OwnSteps own(Architecture architecture) {
    int count = trials != null ? trials : architecture.equals(Architecture.RNN) ? 10 : 8;
    return own(count);
  }

  /** Our side, with a number of trials. */
  OwnSteps own(int count) {
    return new OwnSteps(count, stack != null ? stack : count);
  }

  /** The Python of all partners. */
  Python python() {
    return Python.of(python);
  }

  /** A package of Python at its best on this machine, found out when it is first asked for. */
  PythonPartner partner(String library) {
    String multiplies = library.equals("torch") ? library : "numpy";
    return partners.computeIfAbsent(
        library, name -> PythonPartner.find(python(), name, multiplies, said -> say("%s", said)));
  }

  /** Tells whoever is waiting how it goes. */
  @SuppressWarnings("AnnotateFormatMethod") // its own format strings only
  void say(String format, Object... values) {
    System.err.printf(Locale.ROOT, format + "%n", values);
  }
}
