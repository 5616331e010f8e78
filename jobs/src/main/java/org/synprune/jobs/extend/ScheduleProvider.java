package org.synprune.jobs.extend;

import org.synprune.pruning.SparsitySchedule;

/** A schedule of one's own: {@code { type = pruning, schedule = NAME }} in a grid. */
public interface ScheduleProvider extends Provider {

  /**
   * Makes the schedule of a trial.
   *
   * @param request what it is made for; the schedule should be at the last sparsity from {@link
   *     PartRequest#end} on
   * @return a schedule, used by one training
   * @throws IllegalArgumentException if a setting is out of its range; the message goes to the user
   */
  SparsitySchedule create(PartRequest request);
}
