package org.synprune.jobs.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.sweep.BestModels.Wanted;
import org.synprune.jobs.sweep.Rounds.Blamed;
import org.synprune.jobs.sweep.WorkUnit.Planned;
import org.synprune.jobs.sweep.check.ExecutorCheck;
import org.synprune.jobs.sweep.check.NoExecutorException;
import org.synprune.jobs.train.StackSizes;

/**
 * Brings the models of a run in line with its rows once they are all there: trains again what has
 * no model (its unit was swept without, or by a sweep that was killed), and removes those that
 * aren't the best of their cell any more. It can be run again after a kill with the same result.
 *
 * @param spark where it runs
 * @param grid whose cells count
 * @param series all series of the sweep
 * @param sizes how many trials are trained side by side
 * @param device where trials are trained
 * @param models which models are kept, and where
 */
record ModelJob(
    SparkSession spark,
    Grid grid,
    Map<SeriesKey, Series> series,
    StackSizes sizes,
    DeviceChoice device,
    ModelSaving models) {

  /**
   * Which models are there.
   *
   * @param models how many
   * @param leftOut machines that failed their check, each with what is wrong
   * @param givenUp trials on which processes died again and again: their models are missing
   */
  record Kept(long models, List<String> leftOut, List<Blamed> givenUp) {
    Kept {
      leftOut = List.copyOf(leftOut);
      givenUp = List.copyOf(givenUp);
    }

    /**
     * Makes sure that no model is missing.
     *
     * @throws NoExecutorException if one is
     */
    void requireAll() {
      if (!givenUp.isEmpty()) {
        Blamed first = givenUp.get(0);
        throw NoExecutorException.modelless(
            first.unit().planned().get(0).trialId(), givenUp.size(), Rounds.BLAMED, first.reason());
      }
    }
  }

  /**
   * Runs it.
   *
   * @param token the sweep's hold of the run's lock
   * @param stackSize how many trials like one are trained side by side
   * @return models that are there
   * @throws BadInputException if a trial trained again has another result
   * @throws NoExecutorException if no executor can train
   */
  Kept run(String token, ToIntFunction<Trial> stackSize) {
    List<String> leftOut = List.of();
    List<Blamed> givenUp = new ArrayList<>();
    BestModels best = BestModels.of(spark, models.store().results(), grid, models.mode());
    List<Wanted> missing = best.missing(models.store());
    if (!missing.isEmpty()) {
      leftOut = train(missing, token, stackSize, givenUp);
    }
    if (models.mode() == SaveModels.BEST) {
      best.removeOthers(models.store(), grid);
    }
    return new Kept(best.wanted().size() - givenUp.size(), leftOut, givenUp);
  }

  private List<String> train(
      List<Wanted> missing, String token, ToIntFunction<Trial> stackSize, List<Blamed> givenUp) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    CollectionAccumulator<String> differing = context.sc().collectionAccumulator("no model");
    ResultStore store = models.store().results();
    Suspects notes = Suspects.of(store).ofModels();
    Map<String, Integer> deaths = notes.takeOver();
    Map<Boolean, List<Planned>> dead =
        missing.stream()
            .map(one -> new Planned(one.trial(), one.trialId(), 1))
            .collect(Collectors.partitioningBy(one -> deaths.containsKey(Suspects.key(one))));
    int slots = SparkSlots.of(context.sc());
    List<WorkUnit> units = pack(dead.get(false), stackSize, slots);
    List<WorkUnit> suspects =
        pack(dead.get(true), stackSize, slots).stream()
            .flatMap(unit -> unit.singles().stream())
            .toList();
    List<String> leftOut = new ArrayList<>();
    Broadcast<ExecutorCheck> check =
        context.broadcast(new ExecutorCheck(notes.folder(), store.staging()));
    try (SharedSeries shared = SharedSeries.of(context, series)) {
      ModelTask task =
          new ModelTask(
              new UnitTrainer(shared.broadcasts(), store, token, device, sizes, spark.version()),
              new UnitGuard(check, notes),
              models,
              missing.stream().collect(Collectors.toMap(Wanted::trialId, Wanted::mae)),
              differing);
      SurvivingJob job = new SurvivingJob(context, notes, this::areSaved);
      JobDescription.run(
          context.sc(),
          "models of " + grid.name() + ": " + missing.size() + " trials",
          () -> leftOut.addAll(job.run(units, suspects, deaths, new Training(task::run, givenUp))));
    } finally {
      check.destroy();
    }
    notes.clear();
    requireSame(differing.value(), missing);
    return leftOut;
  }

  private List<WorkUnit> pack(List<Planned> trials, ToIntFunction<Trial> stackSize, int slots) {
    Map<SeriesKey, SeriesInfo> infos = new LinkedHashMap<>();
    series.forEach((key, value) -> infos.put(key, value.info()));
    return WorkUnit.pack(trials, infos, stackSize, slots);
  }

  private boolean areSaved(WorkUnit unit) {
    return unit.planned().stream().allMatch(one -> models.store().isWhole(one.trialId()));
  }

  /**
   * What is done with the units.
   *
   * @param task trains one
   * @param givenUp collects trials that are given up
   */
  private record Training(VoidFunction<WorkUnit> task, List<Blamed> givenUp)
      implements SurvivingJob.Work {

    @Override
    public void giveUp(List<Blamed> blamed) {
      givenUp.addAll(blamed);
    }

    @Override
    public void tick(UnitTracker tracker) {
      // Models have no progress of their own.
    }
  }

  private void requireSame(List<String> differing, List<Wanted> missing) {
    if (!differing.isEmpty()) {
      throw new BadInputException(
          String.format(
              "%d of %d trials of run '%s' trained again for their models have another result,"
                  + " trial %s for one, expected the machine, device and versions that the run was"
                  + " trained with, or --fresh to start it over",
              differing.size(), missing.size(), models.store().results().run(), differing.get(0)));
    }
  }
}
