package org.synprune.jobs.sweep;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether a task has time for another stack, if that takes as long as the longest of those before
 * it. To be asked between two stacks.
 */
final class TaskClock implements BooleanSupplier {

  private final LongSupplier nanos;
  private final long start;
  private final long most;
  private long last;
  private long longest;

  /**
   * Starts a clock.
   *
   * @param most how long the task may take
   * @param nanos the time
   */
  TaskClock(Duration most, LongSupplier nanos) {
    this.nanos = nanos;
    this.most = most.toNanos();
    start = nanos.getAsLong();
    last = start;
  }

  static TaskClock start(Duration most) {
    return new TaskClock(most, System::nanoTime);
  }

  @Override
  public boolean getAsBoolean() {
    long now = nanos.getAsLong();
    longest = Math.max(longest, now - last);
    last = now;
    return now - start + longest <= most;
  }
}
