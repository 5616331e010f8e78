package org.synprune.jobs.cli.options;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.GridParser;
import picocli.CommandLine.Option;

/** What to train: a grid, and what to leave out of it. */
public final class GridOptions {

  /** The grid without {@code --grid}. */
  public static final String DEFAULT = "quick";

  @Option(
      names = "--grid",
      paramLabel = "NAME|FILE",
      defaultValue = DEFAULT,
      description =
          "Grid to train: a name in conf/grids or a path to a .conf file (default:"
              + " ${DEFAULT-VALUE}).")
  private String grid;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      split = ",",
      description = "Train on these data sets only; 'dataset list' lists them.")
  private List<String> datasets = List.of();

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      split = ",",
      description = "Train under these protocols only: strict, anchored, paper.")
  private List<String> protocols = List.of();

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      split = ",",
      description = "Train these networks only: rnn, lstm, patchtst, or own code.")
  private List<String> architectures = List.of();

  @Option(
      names = "--lookback",
      paramLabel = "ROWS",
      split = ",",
      description = "Train with these lengths of the input window only.")
  private List<Integer> lookbacks = List.of();

  @Option(
      names = "--regulariser",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = Arms.class,
      description = "Train with these arms only: the grid's own, or ${COMPLETION-CANDIDATES}.")
  private List<String> regularisers = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N|N..M",
      split = ",",
      description = "Train with these seeds only: numbers or ranges such as 42..44.")
  private List<String> seeds = List.of();

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Variant of the pruning algorithm: paper, reference-code (default: the grid's).")
  private @Nullable String preset;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change a value of the grid file, such as training.epochs=5 or pruning.max-sparsity=0.9;"
              + " can be repeated.")
  private List<String> settings = List.of();

  /**
   * Reads the grid and narrows it.
   *
   * @return what to train
   * @throws BadInputException if a name isn't known, or the grid's file is wrong
   */
  public Grid grid() {
    ConfNames.requireGrid(grid);
    ConfNames.requireDatasets("--dataset", datasets);
    Choice.require("--protocol", protocols, Protocol.byId().keySet());
    if (preset != null) {
      Choice.require("--preset", List.of(preset), PruningSettings.presetsById().keySet());
    }
    Grid read =
        GridParser.read(
            ConfFolder.ofSystem(),
            grid,
            new GridParser.Narrowing(
                datasets,
                protocols,
                architectures,
                lookbacks,
                regularisers,
                seeds,
                preset,
                settings));
    ConfNames.requireDatasets("a data set of grid '" + grid + "'", read.datasets());
    return read;
  }

  /** The names that a regulariser may have. */
  private static final class Arms implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Regulariser.byId().keySet().iterator();
    }
  }
}
