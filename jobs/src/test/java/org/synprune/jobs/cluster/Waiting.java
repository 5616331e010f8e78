package org.synprune.jobs.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do. */
public final class Waiting {

  private static final long POLL_MILLIS = 50;

  private Waiting() {}

  /**
   * Waits until something holds.
   *
   * @param limit how long at most
   * @param what is waited for, said when it doesn't come
   * @param holds looked at again and again
   */
  public static void until(Duration limit, Supplier<String> what, BooleanSupplier holds) {
    long end = System.nanoTime() + limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + limit + ": " + what.get());
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
