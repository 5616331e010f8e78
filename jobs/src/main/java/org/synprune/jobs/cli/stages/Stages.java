package org.synprune.jobs.cli.stages;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.console.LabelledLines;
import org.synprune.jobs.cli.options.PlanOptions;
import org.synprune.jobs.cli.options.SweepOptions;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.report.QuestionNote;
import org.synprune.jobs.results.FailureKinds;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunRows;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.Sweep;
import org.synprune.jobs.sweep.SweepPlan;
import org.synprune.jobs.sweep.SweepResult;
import org.synprune.jobs.sweep.WarmUp;

/**
 * Sweeping and summarizing, the steps that several subcommands are made of.
 *
 * @param spark the session they run in
 * @param console where they print
 */
public record Stages(SparkSession spark, Console console) {

  /** Where series lie. */
  private interface Source {
    StoredSeries stored(String dataset, Protocol protocol);
  }

  private static Source under(Folder seriesRoot) {
    return (dataset, protocol) -> {
      Folder folder = SeriesStore.folder(seriesRoot, dataset, protocol);
      if (!folder.requireReachable().exists()) {
        throw new BadInputException(
            folder + ": no such folder, expected the series that 'prepare' writes");
      }
      return StoredSeries.of(folder);
    };
  }

  private Sweep described(Grid grid, Source source, ResultStore store, SweepOptions how) {
    Map<SeriesKey, Series> series = new LinkedHashMap<>();
    Map<SeriesKey, FeatureScaler> scalers = new LinkedHashMap<>();
    for (String dataset : grid.datasets()) {
      for (Protocol protocol : grid.protocols()) {
        StoredSeries stored = source.stored(dataset, protocol);
        series.put(new SeriesKey(dataset, protocol), SeriesStore.read(spark, stored));
        scalers.put(new SeriesKey(dataset, protocol), stored.scaler());
      }
    }
    return Sweep.in(spark)
        .grid(grid)
        .series(series)
        .into(store)
        .retryFailed(how.retryFailed())
        .fresh(how.fresh())
        .takeOver(how.takeOver())
        .stackSizes(how.stackSizes())
        .device(how.device())
        .saveModels(how.saveModels(), scalers);
  }

  /**
   * Prints what a sweep would train, and how long that would take.
   *
   * @param grid the trials
   * @param seriesRoot folder of prepared series
   * @param store the run's results
   * @param how how to train
   * @param planned how many work units are trained at the same time
   * @return the plan
   */
  public SweepPlan plan(
      Grid grid, Folder seriesRoot, ResultStore store, SweepOptions how, PlanOptions planned) {
    return plan(grid, described(grid, under(seriesRoot), store, how), planned);
  }

  /**
   * Prints the same of a sweep on series that are prepared aside.
   *
   * @param grid the trials
   * @param update the series
   * @param store the run's results
   * @param how how to train
   * @param planned how many work units are trained at the same time
   * @return the plan
   */
  public SweepPlan plan(
      Grid grid, SeriesUpdate update, ResultStore store, SweepOptions how, PlanOptions planned) {
    return plan(grid, described(grid, update::stored, store, how), planned);
  }

  private SweepPlan plan(Grid grid, Sweep sweep, PlanOptions planned) {
    SweepPlan plan = sweep.plan(planned.slots(spark), true);
    planned.print(plan, console.text());
    planned.printGuesses(grid, console.text());
    String question = QuestionNote.sentence(grid.question(), grid.places(), grid.seeds().size());
    if (!question.isEmpty()) {
      new LabelledLines(console.text()).print("question", question);
      console.text().flush();
    }
    return plan;
  }

  /**
   * Makes executors load the engine in the background.
   *
   * @param grid what will be trained
   * @param how how it will be trained
   */
  public void warmUp(Grid grid, SweepOptions how) {
    WarmUp.start(spark, grid, how.device());
  }

  /**
   * Trains the trials that have no result yet.
   *
   * @param grid the trials
   * @param seriesRoot folder of prepared series
   * @param store the run's results
   * @param how how to train
   * @return how the sweep ended
   */
  public SweepResult sweep(Grid grid, Folder seriesRoot, ResultStore store, SweepOptions how) {
    return sweep(described(grid, under(seriesRoot), store, how), store);
  }

  /**
   * Trains the trials that have no result yet, on series that replace earlier ones once the sweep
   * has accepted them.
   *
   * @param grid the trials
   * @param update the series
   * @param store the run's results
   * @param how how to train
   * @return how the sweep ended
   */
  public SweepResult sweep(Grid grid, SeriesUpdate update, ResultStore store, SweepOptions how) {
    return sweep(described(grid, update::stored, store, how).accepted(update::publish), store);
  }

  private SweepResult sweep(Sweep sweep, ResultStore store) {
    SweepResult result = sweep.progress(console.sweepProgress()).run();
    result
        .damaged()
        .forEach(
            file ->
                console
                    .text()
                    .printf("set aside  %s: damaged, its trials are trained again%n", file));
    result
        .leftOut()
        .forEach(machine -> console.text().printf("left out   %s; it got no trials%n", machine));
    console
        .text()
        .printf(
            "swept      %,d trials in %.1f s: %,d completed, %,d already done, %,d without"
                + " result%n",
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
      console.error(FailureReasons.sentence(result, FailureKinds.read(spark, store)));
    }
    return result;
  }

  /**
   * The summary of a run.
   *
   * @param summaries cells and tests, by protocol
   * @param naive the naive forecast's errors, by protocol
   * @param answers the answers to what is asked, by protocol
   */
  public record Summarized(
      Map<Protocol, Summary> summaries,
      Map<Protocol, List<NaiveForecast>> naive,
      Map<Protocol, List<Answer>> answers) {

    /**
     * The summary as a part of the JSON document.
     *
     * @return an object for each protocol
     */
    public List<Map<String, Object>> document() {
      return Documents.protocols(summaries, naive, answers);
    }
  }

  /**
   * Summarizes a run, or several together: prints tables and writes the page, while no sweep can
   * work on them.
   *
   * @param runs the results
   * @param page the page to write
   * @return the summary
   */
  public Summarized summarize(RunRows runs, PageStage page) {
    return new SummaryStage(spark, console).run(runs, page);
  }
}
