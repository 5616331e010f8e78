package org.synprune.jobs.sweep;

import java.util.List;

/**
 * How a sweep ended.
 *
 * @param planned trials of the grid
 * @param skipped trials that earlier sweeps of the run had completed
 * @param completed trials that this sweep completed
 * @param failed trials of the run that have no result, whenever they failed
 * @param damaged files that an earlier crash had cut short: set aside, and their trials trained
 *     again
 * @param leftOut machines that failed their check and got no trials, each with what is wrong
 * @param models models of the run that were asked for, all of them there
 * @param seconds wall time
 */
public record SweepResult(
    int planned,
    int skipped,
    long completed,
    long failed,
    List<String> damaged,
    List<String> leftOut,
    long models,
    double seconds) {

  /** The error of a trial on which its processes died, in the column of that name. */
  public static final String EXECUTOR_LOST = "ExecutorLost";

  /** Copies the lists. */
  public SweepResult {
    damaged = List.copyOf(damaged);
    leftOut = List.copyOf(leftOut);
  }
}
