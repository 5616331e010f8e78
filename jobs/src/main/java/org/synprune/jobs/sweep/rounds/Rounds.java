package org.synprune.jobs.sweep.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synprune.jobs.sweep.units.WorkUnit;

/**
 * Plans the Spark jobs of a sweep such that a trial that kills its process costs itself alone.
 *
 * <p>First all units are trained side by side. A unit whose process crashed comes again in a later
 * round: its trials each in a unit of its own. Trials that were in training at a second crash are
 * trained alone in their process, and one that crashes there, too, is to blame: it isn't tried
 * again. A unit that was lost for another reason comes again as it was.
 */
public final class Rounds {

  /** The crash that a trial is blamed for. It is alone in its process from the one before. */
  public static final int BLAMED = 3;

  private static final int ALONE = BLAMED - 1;

  /**
   * One Spark job.
   *
   * @param units what it trains
   */
  record Round(List<WorkUnit> units) {
    Round {
      units = List.copyOf(units);
    }
  }

  /**
   * A trial that is not tried again.
   *
   * @param unit the trial, as a unit
   * @param reason how its process died the last time; may be empty
   */
  public record Blamed(WorkUnit unit, String reason) implements Serializable {}

  /** How a unit of a round ended. */
  enum Fate {
    /** Its rows are written. */
    DONE,
    /** Its process died of itself while it was trained. */
    CRASHED,
    /** Anything else: it is to be trained once more. */
    LOST
  }

  private final boolean aloneAnyway;
  private final Map<String, Integer> deaths;
  private final Map<String, String> reasons = new HashMap<>();
  private List<WorkUnit> together = new ArrayList<>();
  private final List<WorkUnit> alone = new ArrayList<>();
  private final List<Blamed> blamed = new ArrayList<>();

  /**
   * Plans.
   *
   * @param units units of trials whose processes never died, in the order they are handed out
   * @param suspects units of a trial each, of which a process died in an earlier sweep
   * @param deaths how many processes died with them, by trial and attempt; this object changes it
   * @param aloneAnyway whether an executor has one slot, so that its trial is alone in it
   */
  Rounds(
      List<WorkUnit> units,
      List<WorkUnit> suspects,
      Map<String, Integer> deaths,
      boolean aloneAnyway) {
    this.deaths = deaths;
    this.aloneAnyway = aloneAnyway;
    together.addAll(units);
    suspects.forEach(this::place);
  }

  /** The next job; empty units if nothing is left. */
  Round next() {
    if (!together.isEmpty()) {
      List<WorkUnit> all = together;
      together = new ArrayList<>();
      return new Round(all);
    }
    List<WorkUnit> taken =
        new ArrayList<>(aloneAnyway || alone.isEmpty() ? alone : alone.subList(0, 1));
    alone.removeAll(taken);
    return new Round(taken);
  }

  /** Trials that have been found to blame since the last call. */
  List<Blamed> takeBlamed() {
    List<Blamed> taken = List.copyOf(blamed);
    blamed.clear();
    return taken;
  }

  /**
   * Takes note of how a unit ended.
   *
   * @param unit the unit
   * @param fate how
   * @param reason how its process died; may be empty
   */
  void ended(WorkUnit unit, Fate fate, String reason) {
    switch (fate) {
      case DONE -> {}
      case LOST -> {
        if (unit.planned().size() == 1) {
          place(unit);
        } else {
          together.add(unit);
        }
      }
      case CRASHED -> {
        for (WorkUnit single : unit.singles()) {
          deaths.merge(key(single), 1, Integer::sum);
          reasons.put(key(single), reason);
          place(single);
        }
      }
    }
  }

  /**
   * Takes on what a task has left of its unit.
   *
   * @param left trials that were not in training when a process died
   */
  void goOn(WorkUnit left) {
    together.add(left);
  }

  private void place(WorkUnit single) {
    int crashes = deaths.getOrDefault(key(single), 0);
    if (crashes >= BLAMED) {
      blamed.add(new Blamed(single, reasons.getOrDefault(key(single), "")));
    } else if (crashes >= ALONE) {
      alone.add(single);
    } else {
      together.add(single);
    }
  }

  private static String key(WorkUnit single) {
    return Suspects.key(single.planned().get(0));
  }
}
