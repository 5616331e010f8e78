package org.synprune.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SweptLineTest {

  @Test
  void trialsAndSecondsAreFound() {
    assertThat(
            SweptLine.of("prepared\nswept     1,280 trials in 43.5 s: 1,280 completed, 0 failed\n"))
        .isEqualTo(new SweptLine(1280, 43.5));
  }

  @Test
  void sweepsWithFailedTrialsAreRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> SweptLine.of("swept 64 trials in 3.5 s: 63 completed, 1 failed"))
        .withMessageContaining("63 completed");
  }

  @Test
  void thePlansTimeIsThatOfLongestFirst() {
    assertThat(
            PlanBenchmark.plannedSeconds(
                "{ \"trials\" : 20, \"makespan\" : { \"as_given\" : 9.5, \"longest_first\" : 8.25E1 } }"))
        .isEqualTo(82.5);
    assertThatIllegalStateException().isThrownBy(() -> PlanBenchmark.plannedSeconds("{}"));
  }
}
