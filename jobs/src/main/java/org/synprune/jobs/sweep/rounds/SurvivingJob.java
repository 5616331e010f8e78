package org.synprune.jobs.sweep.rounds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.synprune.jobs.spark.SparkSlots;
import org.synprune.jobs.sweep.check.NoExecutorException;
import org.synprune.jobs.sweep.rounds.Rounds.Blamed;
import org.synprune.jobs.sweep.rounds.Rounds.Fate;
import org.synprune.jobs.sweep.units.WorkUnit;

/**
 * Has work units trained in one Spark job after another until all are done, whatever becomes of the
 * executors: lost units are planned anew, machines that fail their check are left out, and a trial
 * on which its process dies again and again is given up.
 */
public final class SurvivingJob {

  /** Rounds in a row that may bring the sweep no further, as executors are lost or fail. */
  private static final int MOST_STALLED = 5;

  private final JavaSparkContext context;
  private final Suspects notes;
  private final Predicate<WorkUnit> committed;
  private final Map<String, String> leftOut = new LinkedHashMap<>();

  /**
   * Prepares it.
   *
   * @param context where it runs
   * @param notes remembers what is in training
   * @param committed whether what a unit was trained for is written
   */
  public SurvivingJob(JavaSparkContext context, Suspects notes, Predicate<WorkUnit> committed) {
    this.context = context;
    this.notes = notes;
    this.committed = committed;
  }

  /** What is done with units. */
  public interface Work {

    /**
     * The task that trains a unit.
     *
     * @return the task
     */
    VoidFunction<WorkUnit> task();

    /**
     * What tasks have left of their units since the last call, as their time was up.
     *
     * @return the trials that are still to be trained, by the unit's id
     */
    default Map<String, WorkUnit> takeRests() {
      return Map.of();
    }

    /**
     * Writes down that trials are given up.
     *
     * @param blamed the trials
     */
    void giveUp(List<Blamed> blamed);

    /**
     * Is told now and then which units are running.
     *
     * @param tracker knows them
     */
    void tick(UnitTracker tracker);
  }

  /**
   * Runs it.
   *
   * @param units the work units
   * @param suspects units of a trial each, of which a process died before
   * @param deaths how many, by trial and attempt; changed
   * @param work what is done with them
   * @return machines that failed their check, each with what is wrong
   * @throws NoExecutorException if no executor can train
   */
  public List<String> run(
      List<WorkUnit> units, List<WorkUnit> suspects, Map<String, Integer> deaths, Work work) {
    boolean oneSlot = !context.isLocal() && SparkSlots.ofExecutor(context.getConf()) == 1;
    Rounds rounds = new Rounds(units, suspects, deaths, oneSlot);
    OrderlyStop stop = OrderlyStop.of(context, notes);
    try {
      run(rounds, deaths, work);
    } finally {
      stop.close();
    }
    List<String> sentences = new ArrayList<>();
    leftOut.forEach((host, wrong) -> sentences.add(host + ": " + wrong));
    return sentences;
  }

  private void run(Rounds rounds, Map<String, Integer> deaths, Work work) {
    int stalled = 0;
    while (true) {
      List<Blamed> blamed = rounds.takeBlamed();
      if (!blamed.isEmpty()) {
        work.giveUp(blamed);
      }
      List<WorkUnit> units = rounds.next().units();
      if (units.isEmpty()) {
        return;
      }
      UnitTracker tracker = new UnitTracker(units, SparkSlots.of(context.sc()));
      SweepJob.Ended ended =
          new SweepJob(context, units, tracker).run(work.task(), () -> work.tick(tracker));
      ended.events().unfit().forEach(leftOut::putIfAbsent);
      boolean further = takeNote(units, ended.events(), rounds, work.takeRests());
      notes.record(deaths);
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
  private boolean takeNote(
      List<WorkUnit> units, JobEvents events, Rounds rounds, Map<String, WorkUnit> rests) {
    Set<String> begun = notes.begun();
    boolean further = false;
    for (int i = 0; i < units.size(); i++) {
      WorkUnit unit = units.get(i);
      boolean open = begun.contains(unit.id());
      Fate fate = Fate.LOST;
      if (events.succeeded(i) && !open) {
        fate = Fate.DONE;
        Optional.ofNullable(rests.get(unit.id())).ifPresent(rounds::goOn);
      } else if (open && events.crash(i).isPresent() && !committed.test(unit)) {
        fate = Fate.CRASHED;
        notes.end(unit);
      }
      further |= fate != Fate.LOST;
      rounds.ended(unit, fate, events.crash(i).orElse(""));
    }
    return further;
  }
}
