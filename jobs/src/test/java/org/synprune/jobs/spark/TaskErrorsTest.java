package org.synprune.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.LeaseLostException;

class TaskErrorsTest {

  /** As Spark 3.5.9 has it. */
  private static Exception everywhere(String thrown) {
    return new SparkException(
        """
        Job aborted due to stage failure:
        Aborting TaskSet 4.0 because task 0 (partition 0)
        cannot run anywhere due to node and executor excludeOnFailure.
        Most recent failure:
        Lost task 0.1 in stage 4.0 (TID 5) (localhost executor 0): %s
        \tat org.synprune.jobs.data.Raw.rows(Raw.java:12)

        ExcludeOnFailure behavior can be configured via spark.excludeOnFailure.*.
        """
            .formatted(thrown));
  }

  @Test
  void whatATaskThrewIsFoundBehindSparksWords() {
    BadInputException bad = new BadInputException("no such column");
    assertThat(TaskErrors.sentence(new ExecutionException(new SparkException("failed", bad))))
        .contains(bad);
    UncheckedIOException io = new UncheckedIOException(new IOException("disk full"));
    assertThat(TaskErrors.sentence(new SparkException("failed", io))).contains(io);
    LeaseLostException lost = new LeaseLostException("another process has taken over run 'a'");
    assertThat(TaskErrors.sentence(new SparkException("failed", lost))).contains(lost);
    assertThat(TaskErrors.sentence(new SparkException("failed"))).isEmpty();
  }

  @Test
  void aTaskThatFailedOnEveryExecutorIsFoundInTheText() {
    assertThat(
            TaskErrors.sentence(
                everywhere("org.synprune.jobs.BadInputException: line 7: no number: x")))
        .get()
        .isInstanceOf(BadInputException.class)
        .hasToString("org.synprune.jobs.BadInputException: line 7: no number: x");
    assertThat(
            TaskErrors.sentence(
                everywhere("java.io.UncheckedIOException: java.io.IOException: disk full")))
        .get()
        .isInstanceOf(UncheckedIOException.class)
        .extracting(e -> e.getCause().getMessage())
        .isEqualTo("disk full");
    assertThat(
            TaskErrors.sentence(
                everywhere("org.synprune.jobs.storage.LeaseLostException: taken over")))
        .get()
        .isInstanceOf(LeaseLostException.class)
        .hasToString("org.synprune.jobs.storage.LeaseLostException: taken over");
    assertThat(TaskErrors.sentence(everywhere("java.lang.NullPointerException: none"))).isEmpty();
  }
}
