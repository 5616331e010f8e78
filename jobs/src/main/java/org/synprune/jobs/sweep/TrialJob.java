package org.synprune.jobs.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.sweep.check.ExecutorCheck;
import org.synprune.jobs.sweep.check.NoExecutorException;
import org.synprune.jobs.sweep.rounds.Rounds;
import org.synprune.jobs.sweep.rounds.SparkJob;
import org.synprune.jobs.sweep.rounds.SurvivingJob;
import org.synprune.jobs.sweep.rounds.Suspects;
import org.synprune.jobs.sweep.rounds.UnitGuard;
import org.synprune.jobs.sweep.rounds.UnitTracker;
import org.synprune.jobs.sweep.units.WorkUnit;

/**
 * Trains the open trials of a sweep, one Spark task a work unit, and tells of the progress.
 *
 * @param workload what is trained, and on what
 * @param store where results go
 * @param models which models are kept, and where
 * @param progress who is told of the progress
 */
record TrialJob(Workload workload, ResultStore store, ModelSaving models, SweepProgress progress) {

  /**
   * How many trials were trained.
   *
   * @param completed with a result
   * @param failed without one
   * @param leftOut machines that failed their check, each with what is wrong
   */
  record Counts(long completed, long failed, List<String> leftOut) {
    Counts {
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * Runs it.
   *
   * @param units the work units
   * @param suspects units of a trial each, of which a process died in an earlier sweep
   * @param deaths how many, by trial and attempt; changed
   * @param history what was done before
   * @param token the sweep's hold of the run's lock
   * @return how the trials ended
   * @throws NoExecutorException if no executor can train
   */
  Counts run(
      List<WorkUnit> units,
      List<WorkUnit> suspects,
      Map<String, Integer> deaths,
      History history,
      String token) {
    if (units.isEmpty() && suspects.isEmpty()) {
      return new Counts(0, 0, List.of());
    }
    Suspects notes = Suspects.of(store);
    JavaSparkContext context = workload.context();
    LongAccumulator completed = context.sc().longAccumulator("trials completed");
    LongAccumulator failed = context.sc().longAccumulator("trials failed");
    List<String> leftOut = new ArrayList<>();
    Broadcast<ExecutorCheck> check =
        context.broadcast(new ExecutorCheck(notes.folder(), store.staging()));
    try (SweepBroadcasts shared = SweepBroadcasts.of(context, workload.series())) {
      UnitTask task =
          new UnitTask(
              UnitTrainer.of(workload, shared, store, token),
              new UnitGuard(check, notes),
              models,
              workload.grid().attempts(),
              completed,
              failed,
              context.sc().collectionAccumulator("parts of work units given back"));
      SurvivingJob job = new SurvivingJob(context, notes, unit -> store.isCommitted(unit.id()));
      JobDescription.run(
          context.sc(),
          "sweep " + workload.grid().name() + ": " + history.open().size() + " trials",
          () ->
              leftOut.addAll(
                  job.run(units, suspects, deaths, new Training(context, task, history))));
    } finally {
      check.destroy();
    }
    report(history, completed, failed, new UnitTracker(List.of(), 1));
    progress.done();
    return new Counts(completed.value(), failed.value(), leftOut);
  }

  /** What is done with the units. */
  private final class Training implements SurvivingJob.Work {

    private final JavaSparkContext context;
    private final UnitTask task;
    private final History history;

    Training(JavaSparkContext context, UnitTask task, History history) {
      this.context = context;
      this.task = task;
      this.history = history;
    }

    @Override
    public VoidFunction<WorkUnit> task() {
      return task::run;
    }

    @Override
    public Map<String, WorkUnit> takeRests() {
      Map<String, WorkUnit> rests = new HashMap<>();
      task.rests().value().forEach(rest -> rests.put(rest.unit(), rest.left()));
      task.rests().reset();
      return rests;
    }

    @Override
    public void giveUp(List<Rounds.Blamed> blamed) {
      SparkJob.await(context.parallelize(blamed, blamed.size()).foreachAsync(task::fail), () -> {});
    }

    @Override
    public void tick(UnitTracker tracker) {
      report(history, task.completed(), task.failed(), tracker);
    }
  }

  private void report(
      History history, LongAccumulator completed, LongAccumulator failed, UnitTracker tracker) {
    boolean over = completed.value() + failed.value() == history.open().size();
    progress.update(
        new SweepProgress.State(
            history.open().size(),
            history.completed(),
            completed.value(),
            failed.value(),
            tracker.running(),
            over ? OptionalDouble.of(0) : tracker.secondsLeft()));
  }
}
