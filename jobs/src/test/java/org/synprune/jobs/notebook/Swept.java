package org.synprune.jobs.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Regulariser;

/**
 * Results that the program itself made.
 *
 * @param folder holds the grid and the results
 */
record Swept(Path folder) {

  /**
   * The run that the notebook is to open: the last. Its name isn't a number, though it looks it.
   */
  static final String RUN = "007";

  /**
   * An earlier one: every regulariser and arms with names of their own, of two widths, with one
   * seed.
   */
  static final String EARLIER = "006";

  /** The arms of the earlier run. */
  static final List<String> EVERY_ARM =
      Stream.concat(
              Arrays.stream(Regulariser.values()).map(Regulariser::id),
              Stream.of("own-0.4", "own-0.5", "own-0.6", "own-0.8"))
          .toList();

  static final List<String> ARMS = List.of("none", "dropout", "mc-dropout", "synaptic-pruning");
  static final int EPOCHS = 8;

  private static final String GRID =
      """
      datasets = [bitcoin, sp500]
      architectures = [rnn, lstm]
      lookbacks = [1, 3]
      regularisers = [none, dropout, mc-dropout, synaptic-pruning]
      seeds = ["42..49"]
      training { epochs = 8, mc-passes = 3 }
      generate { bitcoin = 399, sp500 = 400 }
      """;

  /** Runs the program twice. */
  static Swept in(Path folder) throws IOException, InterruptedException {
    Swept swept = new Swept(folder);
    Files.writeString(swept.grid(), GRID);
    swept.program(
        "--run",
        EARLIER,
        "--dataset",
        "sp500",
        "--architecture",
        "rnn",
        "--lookback",
        "3",
        "--seeds",
        "42",
        "--set",
        "training.hidden=[8, 16]",
        "--set",
        "regularisers=["
            + String.join(", ", EVERY_ARM.subList(0, Regulariser.values().length))
            + ", { name = \"own-{max-sparsity}\", type = synaptic-pruning,"
            + " max-sparsity = [0.4, 0.5, 0.6, 0.8] }]");
    swept.program("--run", RUN);
    // What a crash and a sweep at work leave: no query may trip over it.
    for (String left : List.of(".damaged/" + RUN + "/trials-0.parquet", ".staging/a/b.parquet")) {
      Path file = swept.out().resolve(left);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "PAR1");
    }
    return swept;
  }

  private Path grid() {
    return folder.resolve("small.conf");
  }

  Path out() {
    return folder.resolve("out");
  }

  /** The rows of a table, of the last run, as Spark reads them. */
  List<Row> rows(String table) {
    Path folder = out().resolve(table).resolve("run=" + RUN);
    return LocalSpark.get().read().parquet(folder.toString()).collectAsList();
  }

  private void program(String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("run", "--grid", grid().toString()));
    command.addAll(List.of("--out", out().toString()));
    command.addAll(Arrays.asList(more));
    new Program(folder).run(command.toArray(String[]::new));
  }
}
