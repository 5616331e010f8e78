package org.synprune.jobs.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.sweep.Rounds.Fate;
import org.synprune.jobs.sweep.check.ExecutorCheck;
import org.synprune.jobs.sweep.check.NoExecutorException;
import org.synprune.jobs.train.StackSizes;

/**
 * Trains the open trials of a sweep, one Spark task a work unit, and tells of the progress.
 *
 * @param spark where it runs
 * @param grid what is trained
 * @param series all series of the sweep
 * @param store where results go
 * @param sizes how many trials are trained side by side
 * @param device where trials are trained
 * @param models which models are kept, and where
 * @param progress who is told of the progress
 */
record TrialJob(
    SparkSession spark,
    Grid grid,
    Map<SeriesKey, Series> series,
    ResultStore store,
    StackSizes sizes,
    DeviceChoice device,
    ModelSaving models,
    SweepProgress progress) {

  /** Rounds in a row that may bring the sweep no further, as executors are lost or fail. */
  private static final int MOST_STALLED = 5;

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
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    LongAccumulator completed = context.sc().longAccumulator("trials completed");
    LongAccumulator failed = context.sc().longAccumulator("trials failed");
    Map<String, String> leftOut = new LinkedHashMap<>();
    Broadcast<ExecutorCheck> check =
        context.broadcast(new ExecutorCheck(notes.folder(), store.staging()));
    OrderlyStop stop = OrderlyStop.of(context, notes);
    try (SharedSeries shared = SharedSeries.of(context, series)) {
      UnitTask task =
          new UnitTask(
              new UnitTrainer(shared.broadcasts(), store, token, device, sizes, spark.version()),
              check,
              notes,
              models,
              grid.attempts(),
              completed,
              failed);
      boolean oneSlot = !context.isLocal() && SparkSlots.ofExecutor(context.getConf()) == 1;
      Rounds rounds = new Rounds(units, suspects, deaths, oneSlot);
      JobDescription.run(
          context.sc(),
          "sweep " + grid.name() + ": " + history.open().size() + " trials",
          () -> train(context, task, rounds, deaths, history, leftOut));
    } finally {
      stop.close();
      check.destroy();
    }
    report(history, completed, failed, new UnitTracker(List.of(), 1));
    progress.done();
    List<String> sentences = new ArrayList<>();
    leftOut.forEach((host, wrong) -> sentences.add(host + ": " + wrong));
    return new Counts(completed.value(), failed.value(), sentences);
  }

  private void train(
      JavaSparkContext context,
      UnitTask task,
      Rounds rounds,
      Map<String, Integer> deaths,
      History history,
      Map<String, String> leftOut) {
    int stalled = 0;
    while (true) {
      List<Rounds.Blamed> blamed = rounds.takeBlamed();
      if (!blamed.isEmpty()) {
        SparkJob.await(
            context.parallelize(blamed, blamed.size()).foreachAsync(task::fail), () -> {});
      }
      List<WorkUnit> units = rounds.next().units();
      if (units.isEmpty()) {
        return;
      }
      UnitTracker tracker = new UnitTracker(units, SparkSlots.of(context.sc()));
      SweepJob.Ended ended =
          new SweepJob(context, units, tracker)
              .run(task, () -> report(history, task.completed(), task.failed(), tracker));
      ended.events().unfit().forEach(leftOut::putIfAbsent);
      boolean further = takeNote(units, ended.events(), task.suspects(), rounds);
      task.suspects().record(deaths);
      stalled = further ? 0 : stalled + 1;
      if (ended.failure() != null && !further && !ended.events().unfit().isEmpty()) {
        throw NoExecutorException.unfit(leftOut);
      }
      if (stalled >= MOST_STALLED) {
        throw NoExecutorException.lost(ended.events().lastLoss(), ended.failure());
      }
    }
  }

  /** Tells the rounds how units ended; returns whether any is done or nearer to its end. */
  private boolean takeNote(List<WorkUnit> units, JobEvents events, Suspects notes, Rounds rounds) {
    Set<String> begun = notes.begun();
    boolean further = false;
    for (int i = 0; i < units.size(); i++) {
      WorkUnit unit = units.get(i);
      boolean open = begun.contains(unit.id());
      Fate fate = Fate.LOST;
      if (events.succeeded(i) && !open) {
        fate = Fate.DONE;
      } else if (open && events.crash(i).isPresent() && !store.isCommitted(unit.id())) {
        fate = Fate.CRASHED;
        notes.end(unit);
      }
      further |= fate != Fate.LOST;
      rounds.ended(unit, fate, events.crash(i).orElse(""));
    }
    return further;
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
            over ? OptionalDouble.of(0) : tracker.secondsLeft(JobEvents.now())));
  }
}
