package org.synprune.jobs.cli.options;

import java.util.Iterator;
import java.util.List;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.GridParser;
import picocli.CommandLine.Option;

/** What to train. */
public final class GridOptions {

  public static final String DEFAULT = "quick";

  @Option(
      names = "--grid",
      paramLabel = "NAME|FILE",
      defaultValue = DEFAULT,
      description =
          "What to train: a name in conf/grids or a .conf file (default: ${DEFAULT-VALUE}).")
  private String grid;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      split = ",",
      description = "Only these data sets.")
  private List<String> datasets = List.of();

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      split = ",",
      description = "Only these protocols: strict, paper.")
  private List<String> protocols = List.of();

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      split = ",",
      description = "Only these: rnn, lstm, patchtst.")
  private List<String> architectures = List.of();

  @Option(
      names = "--lookback",
      paramLabel = "ROWS",
      split = ",",
      description = "Only these lengths of the input window.")
  private List<Integer> lookbacks = List.of();

  @Option(
      names = "--regulariser",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = Arms.class,
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<String> regularisers = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N|N..M",
      split = ",",
      description = "Only these seeds, such as 42..44.")
  private List<String> seeds = List.of();

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "Reading of the pruning algorithm: paper, reference-code.")
  private String preset;

  public Grid grid() {
    return GridParser.read(
        ConfFolder.ofSystem(),
        grid,
        new GridParser.Narrowing(
            datasets, protocols, architectures, lookbacks, regularisers, seeds, preset));
  }

  /** The names that a regulariser may have. */
  private static final class Arms implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Regulariser.byId().keySet().iterator();
    }
  }
}
