package org.synprune.jobs.cli.stages;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.options.PlanOptions;
import org.synprune.jobs.cli.options.SweepOptions;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.report.HeadlineTable;
import org.synprune.jobs.report.NaiveNote;
import org.synprune.jobs.report.ProtocolComparison;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.SummaryTables;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.Sweep;
import org.synprune.jobs.sweep.SweepPlan;
import org.synprune.jobs.sweep.SweepResult;
import org.synprune.jobs.sweep.WarmUp;

/**
 * The stages that subcommands are made of.
 *
 * @param spark where they run
 * @param console where they print
 */
public record Stages(SparkSession spark, Console console) {

  /** Prepares the series of some data sets, or finds them prepared. */
  public List<PreparedSeries> prepare(
      List<String> datasets,
      List<Protocol> protocols,
      int maxLookback,
      Path data,
      Path seriesRoot) {
    return prepare(() -> spark, console, datasets, protocols, maxLookback, data, seriesRoot);
  }

  /** Does so in a session that is asked for when there is something to be made. */
  public static List<PreparedSeries> prepare(
      Supplier<SparkSession> spark,
      Console console,
      List<String> datasets,
      List<Protocol> protocols,
      int maxLookback,
      Path data,
      Path seriesRoot) {
    List<PreparedSeries> all = new ArrayList<>();
    each(
        new Prepares(spark, datasets, protocols, maxLookback, data, seriesRoot),
        action -> {
          PreparedSeries prepared = action.run();
          print(console, prepared);
          all.add(prepared);
        });
    return all;
  }

  /**
   * Prepares the series of some data sets for a run that may yet be refused: earlier series are
   * replaced when {@link #sweep} accepts the run.
   */
  public SeriesUpdate prepareAside(
      List<String> datasets,
      List<Protocol> protocols,
      int maxLookback,
      Path data,
      Path seriesRoot) {
    SeriesUpdate update = new SeriesUpdate();
    try {
      each(
          new Prepares(() -> spark, datasets, protocols, maxLookback, data, seriesRoot),
          action -> print(console, update.add(action)));
      return update;
    } catch (RuntimeException | Error e) {
      update.close();
      throw e;
    }
  }

  private record Prepares(
      Supplier<SparkSession> spark,
      List<String> datasets,
      List<Protocol> protocols,
      int maxLookback,
      Path data,
      Path seriesRoot) {}

  private static void each(Prepares what, Consumer<Prepare> done) {
    for (String dataset : what.datasets()) {
      DatasetConf conf = DatasetConf.read(ConfFolder.ofSystem(), dataset);
      for (Protocol protocol : what.protocols()) {
        done.accept(
            Prepare.in(what.spark())
                .dataset(conf)
                .protocol(protocol)
                .maxLookback(what.maxLookback())
                .from(what.data())
                .into(what.seriesRoot()));
      }
    }
  }

  private static void print(Console console, PreparedSeries prepared) {
    console
        .text()
        .printf(
            "%-10s %-12s %-6s %s x %d, made of %s rows with %s values missing (%s)%n",
            prepared.reused() ? "reused" : "prepared",
            prepared.info().dataset(),
            prepared.info().protocol().id(),
            count(prepared.rows()),
            prepared.columns().size(),
            count(prepared.inputRows()),
            count(prepared.missingValues()),
            prepared.source());
    console.text().flush();
  }

  /** Separates thousands from five digits on, as is usual in tables. */
  private static String count(long number) {
    return String.format(number < 10_000 ? "%d" : "%,d", number);
  }

  /** Where series lie. */
  private interface Folders {
    Path folder(String dataset, Protocol protocol);
  }

  private static Folders under(Path seriesRoot) {
    return (dataset, protocol) -> {
      Path folder = SeriesStore.folder(seriesRoot, dataset, protocol);
      if (!Files.isDirectory(folder)) {
        throw new BadInputException(
            folder + ": no such folder, expected the series that 'prepare' makes");
      }
      return folder;
    };
  }

  private Sweep described(Grid grid, Folders folders, ResultStore store, SweepOptions how) {
    Map<SeriesKey, Series> series = new LinkedHashMap<>();
    Map<SeriesKey, FeatureScaler> scalers = new LinkedHashMap<>();
    for (String dataset : grid.datasets()) {
      for (Protocol protocol : grid.protocols()) {
        Path folder = folders.folder(dataset, protocol);
        series.put(new SeriesKey(dataset, protocol), SeriesStore.read(spark, folder));
        scalers.put(new SeriesKey(dataset, protocol), SeriesStore.scaler(folder));
      }
    }
    return Sweep.in(spark)
        .grid(grid)
        .series(series)
        .into(store)
        .retryFailed(how.retryFailed())
        .fresh(how.fresh())
        .stackSizes(how.stackSizes())
        .device(how.device())
        .saveModels(how.saveModels(), scalers);
  }

  /** Says what a sweep would train, and how its units would fill the slots. */
  public SweepPlan plan(
      Grid grid, Path seriesRoot, ResultStore store, SweepOptions how, PlanOptions planned) {
    return plan(described(grid, under(seriesRoot), store, how), planned);
  }

  /** Says so of a sweep on series that are prepared aside. */
  public SweepPlan plan(
      Grid grid, SeriesUpdate update, ResultStore store, SweepOptions how, PlanOptions planned) {
    return plan(described(grid, update::folder, store, how), planned);
  }

  private SweepPlan plan(Sweep sweep, PlanOptions planned) {
    SweepPlan plan = sweep.plan(planned.slots(spark));
    planned.print(plan, console.text());
    return plan;
  }

  /** Has executors get ready to train, while the driver goes on with something else. */
  public void warmUp(Grid grid, SweepOptions how) {
    WarmUp.start(spark, grid, how.device());
  }

  /** Trains what isn't done yet. */
  public SweepResult sweep(Grid grid, Path seriesRoot, ResultStore store, SweepOptions how) {
    return sweep(described(grid, under(seriesRoot), store, how), store);
  }

  /** Trains what isn't done yet, on series that replace earlier ones if the run is accepted. */
  public SweepResult sweep(Grid grid, SeriesUpdate update, ResultStore store, SweepOptions how) {
    return sweep(described(grid, update::folder, store, how).accepted(update::publish), store);
  }

  private SweepResult sweep(Sweep sweep, ResultStore store) {
    SweepResult result = sweep.progress(console.sweepProgress()).run();
    result
        .damaged()
        .forEach(
            file -> console.text().printf("set aside  %s: cut short, its trials are anew%n", file));
    console
        .text()
        .printf(
            "swept      %,d trials in %.1f s: %,d completed, %,d already done, %,d without result%n",
            result.planned(),
            result.seconds(),
            result.completed(),
            result.skipped(),
            result.failed());
    if (result.models() > 0) {
      console
          .text()
          .printf(
              "saved      %,d models (%s/%s/run=%s)%n",
              result.models(), store.root(), ResultStore.MODELS, store.run());
    }
    console.text().flush();
    if (result.failed() > 0) {
      console.error(
          String.format(
              "%,d of %,d trials have no result: column 'error_message' of 'trials' in %s says why",
              result.failed(), result.planned(), store.folder("trials")));
    }
    return result;
  }

  /**
   * What a run's trials come to.
   *
   * @param summaries cells and tests, by protocol
   * @param naive the naive forecast's errors
   */
  public record Summarized(
      Map<Protocol, Summary> summaries, Map<Protocol, List<NaiveForecast>> naive) {

    /** As {@code --json} prints it. */
    public List<Map<String, Object>> document() {
      return Documents.protocols(summaries, naive);
    }
  }

  /** Sums up a run, prints the headline and writes the page. */
  public Summarized summarize(ResultStore store, PageStage page) {
    Map<Protocol, Summary> summaries = new EnumMap<>(Protocol.class);
    TrialReader.errors(spark, store, TrialReader.MAE)
        .forEach((protocol, maes) -> summaries.put(protocol, Summary.of(maes)));
    Map<Protocol, List<NaiveForecast>> naive = TrialReader.naive(spark, store);
    SummaryTables.write(store, summaries.values());
    PrintWriter text = console.text();
    if (summaries.isEmpty()) {
      text.printf("%nNo trial has a result: column 'error_message' of 'trials' says why.%n");
    }
    List<ProtocolComparison.Side> sides = new ArrayList<>();
    summaries.forEach(
        (protocol, summary) -> {
          text.printf("%nTest MAE in raw units, protocol '%s':%n%n", protocol.id());
          text.print(HeadlineTable.render(summary, "MAE"));
          text.print(NaiveNote.render(summary, naive.get(protocol)));
          sides.add(new ProtocolComparison.Side(protocol, summary, naive.get(protocol)));
        });
    if (sides.size() > 1) {
      text.printf("%nThe same configurations under each protocol:%n%n");
      text.print(ProtocolComparison.render(sides));
    }
    text.printf(
        "%nParquet: %s/{trials,epochs,layers,cells,tests}/run=%s%n", store.root(), store.run());
    text.printf("Report:  %s%n", page.write(spark, store, sides));
    text.flush();
    return new Summarized(summaries, naive);
  }
}
