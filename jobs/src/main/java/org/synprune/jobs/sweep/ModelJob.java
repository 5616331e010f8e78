package org.synprune.jobs.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.sweep.BestModels.Wanted;
import org.synprune.jobs.sweep.check.ExecutorCheck;
import org.synprune.jobs.sweep.check.NoExecutorException;
import org.synprune.jobs.sweep.rounds.Rounds;
import org.synprune.jobs.sweep.rounds.Rounds.Blamed;
import org.synprune.jobs.sweep.rounds.SurvivingJob;
import org.synprune.jobs.sweep.rounds.Suspects;
import org.synprune.jobs.sweep.rounds.UnitGuard;
import org.synprune.jobs.sweep.rounds.UnitTracker;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;

/**
 * Brings the models of a run in line with its rows once they are all there: trains again what has
 * no model (its unit was swept without, or by a sweep that was killed), and removes those that
 * aren't the best of their cell any more. It can be run again after a kill with the same result.
 *
 * @param workload what is trained, and on what
 * @param models which models are kept, and where
 */
record ModelJob(Workload workload, ModelSaving models) {

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
   * @return models that are there
   * @throws BadInputException if a trial trained again has another result
   * @throws NoExecutorException if no executor can train
   */
  Kept run(String token) {
    List<String> leftOut = List.of();
    List<Blamed> givenUp = new ArrayList<>();
    BestModels best =
        BestModels.of(workload.spark(), models.store().results(), workload.grid(), models.mode());
    List<Wanted> missing = best.missing(models.store());
    if (!missing.isEmpty()) {
      leftOut = train(missing, token, givenUp);
    }
    if (models.mode() == SaveModels.BEST) {
      best.removeOthers(models.store(), workload.grid());
    }
    return new Kept(best.wanted().size() - givenUp.size(), leftOut, givenUp);
  }

  private List<String> train(List<Wanted> missing, String token, List<Blamed> givenUp) {
    JavaSparkContext context = workload.context();
    CollectionAccumulator<String> differing = context.sc().collectionAccumulator("no model");
    ResultStore store = models.store().results();
    Suspects notes = Suspects.of(store).ofModels();
    Map<String, Integer> deaths = notes.takeOver();
    Map<Boolean, List<Planned>> dead =
        missing.stream()
            .map(one -> new Planned(one.trial(), one.trialId(), 1))
            .collect(Collectors.partitioningBy(one -> deaths.containsKey(Suspects.key(one))));
    List<WorkUnit> units = workload.pack(dead.get(false));
    List<WorkUnit> suspects = workload.packSingles(dead.get(true));
    List<String> leftOut = new ArrayList<>();
    Broadcast<ExecutorCheck> check =
        context.broadcast(new ExecutorCheck(notes.folder(), store.staging()));
    try (SweepBroadcasts shared = SweepBroadcasts.of(context, workload.series())) {
      ModelTask task =
          new ModelTask(
              UnitTrainer.of(workload, shared, store, token),
              new UnitGuard(check, notes),
              models,
              missing.stream().collect(Collectors.toMap(Wanted::trialId, Wanted::mae)),
              differing);
      SurvivingJob job = new SurvivingJob(context, notes, this::areSaved);
      JobDescription.run(
          context.sc(),
          "models of " + workload.grid().name() + ": " + missing.size() + " trials",
          () -> leftOut.addAll(job.run(units, suspects, deaths, new Training(task::run, givenUp))));
    } finally {
      check.destroy();
    }
    notes.clear();
    requireSame(differing.value(), missing);
    return leftOut;
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
