package org.synprune.jobs.cli.stages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.results.FailureKinds.FailureKind;
import org.synprune.jobs.sweep.SweepResult;

class FailureReasonsTest {

  private static final String ID = "1a2b3c4d5e6f7a8b";

  private static String sentence(int failed, FailureKind... kinds) {
    SweepResult result =
        new SweepResult(1200, 0, 1200 - failed, failed, List.of(), List.of(), 0, 1);
    return FailureReasons.sentence(result, List.of(kinds));
  }

  @Test
  void kindsThatMeanTheSameAreCountedTogether() {
    assertThat(
            sentence(
                5,
                new FailureKind("DivergedException", "train loss is NaN in epoch 3", 2, ID),
                new FailureKind("OutOfMemoryError", "Java heap space", 1, "77777777aa"),
                new FailureKind("EngineException", "CUDA out of memory. Tried ...", 1, "88"),
                new FailureKind("DivergedException", "validation loss is NaN", 1, "99999999ff")))
        .isEqualTo(
            "5 of 1,200 trials failed: 3 loss not a number (trial 1a2b3c4d), 2 out of memory (trial"
                + " 77777777)");
  }

  @Test
  void processesThatDiedAreOneKindHoweverTheyDied() {
    assertThat(
            sentence(
                2,
                new FailureKind("ExecutorLost", "executor lost: code 137", 1, ID),
                new FailureKind("ExecutorLost", "executor lost: code 139", 1, ID)))
        .isEqualTo("2 of 1,200 trials failed: 2 executor lost (trial 1a2b3c4d)");
  }

  @Test
  void otherErrorsKeepTheirNameAndMessageAndTheRareOnesAreOnlyCounted() {
    assertThat(
            sentence(
                9,
                new FailureKind("EngineException", "x".repeat(100), 3, ID),
                new FailureKind("IllegalStateException", "", 2, ID),
                new FailureKind("A", "a", 1, ID),
                new FailureKind("B", "b", 1, ID),
                new FailureKind("C", "c", 1, ID),
                new FailureKind("D", "d", 1, ID)))
        .isEqualTo(
            "9 of 1,200 trials failed: 3 EngineException: "
                + "x".repeat(77)
                + "... (trial 1a2b3c4d), 2 IllegalStateException (trial 1a2b3c4d), 1 A: a (trial"
                + " 1a2b3c4d), 1 B: b (trial 1a2b3c4d), 2 for other reasons");
    assertThat(sentence(2)).isEqualTo("2 of 1,200 trials failed");
  }
}
