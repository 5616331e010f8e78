package org.synprune.jobs.cli.show;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.OutputFolder;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.report.Sparkline;
import org.synprune.jobs.results.query.ResultViews;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one trial. */
@Command(
    name = "show",
    description =
        "Shows everything recorded about a trial: settings, training curve, sparsity of each"
            + " layer, errors, provenance, and the command that trains it again.",
    mixinStandardHelpOptions = true)
public final class ShowCommand implements Callable<Integer> {

  /** Trials that are listed where an id is ambiguous. */
  private static final int LISTED = 5;

  @Mixin private OutputFolder out;
  @Mixin private ConsoleOptions printed;

  @Parameters(
      paramLabel = "TRIAL_ID",
      description = "Id of the trial (column 'trial_id' of table 'trials'), or its first digits.")
  private String id;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "Look in this run only (default: all runs).")
  private @Nullable String run;

  @Option(
      names = "--write-grid",
      paramLabel = "FILE.conf",
      description = "Also write a grid file of this one trial, with its settings.")
  private @Nullable Path grid;

  @Override
  public Integer call() throws IOException {
    if (!id.matches("[0-9a-f]{1,64}")) {
      throw new BadInputException(
          "trial id is '" + id + "', expected hex digits as in column 'trial_id' of 'trials'");
    }
    if (grid != null && !grid.toString().endsWith(".conf")) {
      throw new BadInputException(
          "--write-grid is '" + grid + "', expected a file name that ends in .conf");
    }
    try (SparkSession opened = Sessions.open("show")) {
      SparkSession spark = Sessions.forReading(opened);
      requireTrials(
          ResultViews.register(spark, out.folder(), run == null ? Set.of() : Set.of(run)));
      Row found = find(spark);
      ShownTrial trial =
          ShownTrial.read(spark, found.getString(0), found.getString(1), this::rerun);
      Console console = printed.console();
      Sparkline drawing =
          Sparkline.valueOf(
              System.getProperty("synprune.drawing", "ascii").toUpperCase(Locale.ROOT));
      new TrialPrinter(console.text(), drawing).print(trial);
      console.print(trial.document());
    }
    return 0;
  }

  private void requireTrials(List<String> views) {
    if (!views.contains("trials")) {
      throw new BadInputException("'" + out + "' holds no trials, expected the results of a sweep");
    }
  }

  /** The trial with this id: its id and run. */
  private Row find(SparkSession spark) {
    List<Row> found =
        spark
            .sql(
                "SELECT DISTINCT trial_id, run, dataset, protocol, architecture, lookback,"
                    + " regulariser, seed FROM trials WHERE startswith(trial_id, '"
                    + id
                    + "') ORDER BY trial_id, run LIMIT "
                    + (LISTED + 1))
            .collectAsList();
    if (found.isEmpty()) {
      throw new BadInputException(
          "no trial id in '"
              + out
              + "' starts with '"
              + id
              + "', expected one of column 'trial_id' of 'trials'");
    }
    if (found.size() > 1) {
      boolean one = found.stream().map(row -> row.getString(0)).distinct().count() == 1;
      String names =
          found.stream()
              .limit(LISTED)
              .map(row -> one ? row.getString(1) : named(row))
              .collect(Collectors.joining(one ? ", " : "; "));
      throw new BadInputException(
          (one
                  ? "trial '" + found.get(0).getString(0) + "' is in several runs: "
                  : "several trial ids start with '" + id + "': ")
              + names
              + (found.size() > LISTED ? (one ? ", ..." : "; ...") : "")
              + (one ? "; expected --run with one of them" : "; expected more digits"));
    }
    return found.get(0);
  }

  private static String named(Row row) {
    return row.mkString(" ");
  }

  private Rerun rerun(Rerun.TrainedTrial trial) {
    if (grid != null) {
      try {
        Files.writeString(grid, trial.grid());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Rerun.of(trial, out.toString(), out.seriesRoot(), ConfFolder.ofSystem(), grid);
  }

  /** A row as columns by name. */
  static Map<String, Object> byName(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    String[] names = row.schema().fieldNames();
    for (int i = 0; i < names.length; i++) {
      values.put(names[i], row.get(i));
    }
    return values;
  }
}
