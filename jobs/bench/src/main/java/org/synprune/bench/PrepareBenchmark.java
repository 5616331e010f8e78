package org.synprune.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.process.ChildRun;
import org.synprune.bench.process.TemporaryFolder;
import org.synprune.bench.python.PythonPartner;

/**
 * Preparing a large raw file: against reading it in plain Java and against pandas, processes from
 * start to end, all on the same two cores.
 */
final class PrepareBenchmark implements Benchmark {

  private static final String FILE = "household_power_consumption.txt";
  private static final String PANDAS = "pandas";
  private static final String HEAP = "-Xmx2g";

  @Override
  public String name() {
    return "prepare";
  }

  @Override
  public List<String> partners() {
    return List.of(PANDAS);
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    PythonPartner python = options.partner(PANDAS);
    boolean pandas = python.there();
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path raw = folder.path().resolve("raw").resolve(FILE);
      generate(raw, options.rows);
      List<ChildRun> own = new ArrayList<>();
      List<ChildRun> plain = new ArrayList<>();
      List<ChildRun> frames = new ArrayList<>();
      for (int round = 0; round < options.rounds; round++) {
        own.add(prepare(raw, folder.path().resolve("series")));
        plain.add(run(ChildJvm.command(List.of(HEAP), CsvParse.class, raw.toString())));
        if (pandas) {
          frames.add(pandas(python, raw, folder.path().resolve("frames")));
        }
        options.say(
            "prepare: %.1f s, plain parse %.1f s, pandas %.1f s",
            own.get(round).seconds(),
            plain.get(round).seconds(),
            pandas ? frames.get(round).seconds() : Double.NaN);
      }
      add("plain java parse", own, plain, options.rows, table);
      add(PANDAS, own, frames, options.rows, table);
    }
  }

  private static void generate(Path file, long rows) {
    // Builds too, where there is anything to be built.
    run(
        synprune(
            "generate",
            "--dataset",
            "power",
            "--rows",
            Long.toString(rows),
            "--out",
            file.toString()));
  }

  private static ChildRun prepare(Path raw, Path out) {
    ChildRun run =
        run(
            synprune(
                "prepare",
                "--data",
                raw.getParent().toString(),
                "--dataset",
                "power-minute",
                "--protocol",
                "paper",
                "--out",
                out.toString()));
    TemporaryFolder.remove(out);
    return run;
  }

  /** A command line of the launcher, on its embedded Spark, as a user would give it. */
  private static List<String> synprune(String... args) {
    Path home = Path.of(System.getProperty("synprune.home", "."));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "-u", "SPARK_HOME"));
    command.add("SYNPRUNE_JAVA_OPTS=" + HEAP + " -Dspark.master=local[2]");
    command.add(home.resolve("scripts/synprune").toString());
    command.addAll(List.of(args));
    return command;
  }

  private static ChildRun pandas(PythonPartner python, Path raw, Path out) {
    List<String> command = new ArrayList<>(python.script("bench_prepare.py"));
    command.addAll(List.of(raw.toString(), out.toString()));
    ChildRun run = run(command);
    if (Files.exists(out)) {
      TemporaryFolder.remove(out);
    }
    return run;
  }

  private static ChildRun run(List<String> command) {
    return ChildRun.of(ChildRun.onCores(2, command));
  }

  private void add(
      String partner, List<ChildRun> own, List<ChildRun> other, long rows, Consumer<Figure> table) {
    String speed = "synprune / " + partner + ", speed";
    String memory = "synprune / " + partner + ", peak memory";
    double[] ours = speeds(own, rows);
    double[] peaks = peaks(own);
    if (other.isEmpty()) {
      table.accept(without(speed, ours, "rows/s"));
      table.accept(without(memory, peaks, "MB"));
      return;
    }
    table.accept(Figure.of(name(), CaseLabels.NONE, speed, ours, speeds(other, rows), "rows/s"));
    table.accept(Figure.of(name(), CaseLabels.NONE, memory, peaks, peaks(other), "MB"));
  }

  private Figure without(String what, double[] ours, String unit) {
    double[] nothing = new double[ours.length];
    Arrays.fill(nothing, Double.NaN);
    return Figure.of(name(), CaseLabels.NONE, what, ours, nothing, unit);
  }

  private static double[] speeds(List<ChildRun> runs, long rows) {
    return runs.stream().mapToDouble(run -> rows / run.seconds()).toArray();
  }

  private static double[] peaks(List<ChildRun> runs) {
    return runs.stream().mapToDouble(ChildRun::peakMegabytes).toArray();
  }
}
