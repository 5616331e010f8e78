package org.synprune.jobs.sweep.rounds;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.spark.TaskErrors;

/** Waits for a Spark job and says in one sentence what went wrong. */
public final class SparkJob {

  private static final long POLL_MILLIS = 250;

  private SparkJob() {}

  /**
   * Waits.
   *
   * @param job a running job
   * @param tick called now and then
   * @throws BadInputException if a task threw it
   * @throws UncheckedIOException if a task threw it
   * @throws org.synprune.jobs.storage.LeaseLostException if a task threw it
   */
  public static void await(JavaFutureAction<Void> job, Runnable tick) {
    while (true) {
      try {
        job.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        tick.run();
      } catch (InterruptedException e) {
        job.cancel(true);
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the sweep was interrupted", e);
      } catch (ExecutionException e) {
        throwKnown(e);
        throw new IllegalStateException("the sweep's Spark job failed: " + e.getMessage(), e);
      }
    }
  }

  /**
   * What a task says in one sentence is said by the sweep, without Spark's words about it.
   *
   * @param e what a job or a task threw; nothing happens if no such sentence is behind it
   */
  static void throwKnown(Throwable e) {
    Optional<RuntimeException> sentence = TaskErrors.sentence(e);
    if (sentence.isPresent()) {
      throw sentence.get();
    }
  }
}
