package org.synprune.bench.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.bench.figure.TrainingCase;

class StepTimerTest {

  private static final TrainingCase CELL = TrainingCase.of("rnn", "7", "none");

  private static int batches(double millis, int trials, int least) {
    StepTimer timer = (cell, batches) -> millis;
    return timer.batches(CELL, trials, 0.5, least);
  }

  @Test
  void aTurnLastsAboutAsLongAsAskedFor() {
    assertThat(batches(1, 1, 10)).isEqualTo(500);
    assertThat(batches(1, 10, 10)).isEqualTo(50);
    assertThat(batches(100, 8, 5)).isEqualTo(5);
    assertThat(batches(1e-6, 1, 10)).isEqualTo(StepTimer.MOST);
  }

  @Test
  void whatHappensEverySoManyBatchesHasItsShare() {
    // 62.5 batches would fit.
    assertThat(batches(8, 1, 5)).isEqualTo(65);
    assertThat(batches(8, 1, 20)).isEqualTo(60);
  }

  @Test
  void itTrainsUntilItHasBecomeNoFaster() {
    double[] millis = {1000, 40, 4, 1, 0.99, 0.5};
    int[] calls = {0};
    StepTimer timer = (cell, batches) -> millis[calls[0]++];
    assertThat(timer.batches(CELL, 1, 0.5, 10)).isEqualTo(510);
    assertThat(calls[0]).isEqualTo(5);
  }

  @Test
  void thoseSideBySideAreToldHowManyTheyAre() {
    // Answers with the line's last number.
    List<String> command =
        List.of("sh", "-c", "echo ready; while read line; do echo ${line##* }; done");
    try (LineChild child = new LineChild(command)) {
      assertThat(child.greeting()).isEqualTo("ready");
      assertThat(child.millis(CELL, 40)).isEqualTo(40);
      assertThat(child.sideBySide(8).millis(CELL, 40)).isEqualTo(8);
    }
  }
}
