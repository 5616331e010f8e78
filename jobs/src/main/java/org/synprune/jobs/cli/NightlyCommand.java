package org.synprune.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.Night;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.analysis.NightComparison.Tolerance;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.options.ConfNames;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.DataOptions;
import org.synprune.jobs.cli.options.OutputFolder;
import org.synprune.jobs.cli.options.SweepOptions;
import org.synprune.jobs.cli.stages.PageStage;
import org.synprune.jobs.cli.stages.PrepareStage;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.cli.stages.Stages;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.report.NightReport;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.nightly.NightReader;
import org.synprune.jobs.results.nightly.NightlyRun;
import org.synprune.jobs.results.nightly.RegressionTable;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.GridParser;
import org.synprune.jobs.sweep.SweepResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Trains a fixed grid and compares it with earlier nights. */
@Command(
    name = "nightly",
    description =
        "Trains a fixed grid in a run named after today's date and compares it with earlier"
            + " nights: errors with a paired test over seeds, speed by its ratio. If a night was"
            + " interrupted or has failed trials, the same command on the same date continues it"
            + " and trains the failed trials again; after a finished night it starts another one"
            + " (nightly-DATE-2).",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = NightlyCommand.BROKEN,
    exitCodeList = {
      "0:no regression, or no earlier night to compare with",
      "1:a regression: larger errors or lower throughput",
      "2:broken: a trial has no result, bad input, or the program failed"
    })
final class NightlyCommand implements Callable<Integer> {

  static final int BROKEN = 2;

  private static final int FINE = 0;
  private static final int REGRESSION = 1;

  @Mixin private DataOptions data;
  @Mixin private OutputFolder out;
  @Mixin private SweepOptions how;
  @Mixin private ConsoleOptions printed;

  @Option(
      names = "--grid",
      paramLabel = "NAME|FILE",
      defaultValue = "nightly",
      description =
          "Grid to train: a name in conf/grids or a path to a .conf file (default: nightly).")
  private String grid;

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      converter = Day.class,
      description = "Date of the night (default: today, in the machine's time zone).")
  private @Nullable LocalDate date;

  @Option(
      names = "--nights",
      paramLabel = "N",
      defaultValue = "7",
      description = "Compare with the median of the last N nights (default: 7).")
  private int nights;

  @Option(
      names = "--mae-tolerance",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description =
          "Share by which the mean error of a data set, network, lookback and regulariser may"
              + " grow without being a regression (default: 0.01).")
  private double maeTolerance;

  @Option(
      names = "--throughput-tolerance",
      paramLabel = "SHARE",
      defaultValue = "0.25",
      description =
          "Share of throughput that may be lost without being a regression (default: 0.25).")
  private double throughputTolerance;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description =
          "Keep the newest N nightly runs and remove the older ones when the night is over; other"
              + " runs are never removed (default: keep all).")
  private @Nullable Integer keep;

  private static final class Day implements ITypeConverter<LocalDate> {
    @Override
    public LocalDate convert(String value) {
      try {
        return LocalDate.parse(value);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException("'" + value + "' is not a date such as 2026-11-22");
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    try {
      Tolerance tolerance = checked();
      ConfNames.requireGrid(grid);
      Grid trained = GridParser.read(ConfFolder.ofSystem(), grid, GridParser.Narrowing.NOTHING);
      RunLock lock = NightlyRun.lock(out.folder());
      try {
        return night(trained, tolerance);
      } finally {
        lock.close();
      }
    } catch (Error e) {
      // An error would end Java with exit code 1, which means a regression here.
      throw new IllegalStateException("the nightly run failed: " + e, e);
    }
  }

  private Tolerance checked() {
    if (nights < 1) {
      throw new BadInputException("--nights is " + nights + ", expected 1 or more");
    }
    if (keep != null && keep < nights) {
      throw new BadInputException(
          "--keep is " + keep + ", expected at least " + nights + " as in --nights");
    }
    try {
      return new Tolerance(maeTolerance, throughputTolerance);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("tolerance of " + e.getMessage(), e);
    }
  }

  private int night(Grid trained, Tolerance tolerance) throws IOException {
    Console console = printed.console();
    PrintWriter text = console.text();
    LocalDate day = date == null ? LocalDate.now(ZoneId.systemDefault()) : date;
    NightlyRun run = NightlyRun.on(out.folder(), day);
    ResultStore store = run.store(out.folder());
    Map<String, Object> document = Documents.of("nightly", store);
    text.printf(
        "night      %s%s%n", run.name(), store.hasTrials() ? ", continued: it is unfinished" : "");
    Folder raw = data.folder(trained, out.folder(), text);
    try (SparkSession spark = Sessions.ofRun(run.name())) {
      Stages stages = new Stages(spark, console);
      int needed = Collections.max(trained.lookbacks());
      stages.warmUp(trained, how);
      SweepResult result;
      try (SeriesUpdate update =
          new PrepareStage(
                  trained.datasets(),
                  trained.protocols(),
                  Math.max(Prepare.MAX_LOOKBACK, needed),
                  needed,
                  raw,
                  out.seriesRoot())
              .runAside(spark, console)) {
        result = stages.sweep(trained, update, store, how.retrying());
      }
      document.put("trials", Documents.trials(result));
      stages.summarize(store, new PageStage(printed.commandLine()));
      text.println();
      if (result.failed() > 0) {
        text.printf(
            "verdict    broken: %,d %s no result%n",
            result.failed(), result.failed() == 1 ? "trial has" : "trials have");
        text.flush();
        document.put("verdict", "broken");
        console.print(document);
        return BROKEN;
      }
      NightComparison comparison = compare(spark, run, store, tolerance, text);
      prune(text);
      text.print(NightReport.render(comparison));
      text.flush();
      boolean fine = comparison.regressions().isEmpty();
      document.put("verdict", fine ? "fine" : "regression");
      document.put("comparison", Documents.comparison(comparison));
      console.print(document);
      return fine ? FINE : REGRESSION;
    }
  }

  private NightComparison compare(
      SparkSession spark,
      NightlyRun run,
      ResultStore store,
      Tolerance tolerance,
      PrintWriter console) {
    Night tonight = NightReader.read(spark, store);
    NightReader.Earlier earlier = NightReader.before(spark, out.folder(), run, tonight, nights);
    earlier
        .others()
        .forEach(
            other ->
                console.printf(
                    "left out   %s: no trial in common with tonight (other grid, settings or"
                        + " data)%n",
                    other));
    NightComparison comparison = NightComparison.of(tonight, earlier.nights(), tolerance);
    RegressionTable.write(store, comparison);
    return comparison;
  }

  private void prune(PrintWriter console) {
    List<NightlyRun> old = keep == null ? List.of() : NightlyRun.allButNewest(out.folder(), keep);
    for (NightlyRun night : old) {
      try {
        night.remove(out.folder());
        console.printf("removed    %s%n", night.name());
      } catch (BadInputException e) {
        console.printf("kept       %s: %s%n", night.name(), e.getMessage());
      }
    }
  }
}
