package org.synprune.jobs.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Observation;

class ReplicaTest {

  private static List<Observation> shifted(double shift, int... lookbacks) {
    List<Observation> all = new ArrayList<>();
    for (int lookback : lookbacks) {
      List<Double> script = Replica.of(probe(lookback)).rows().get(0).script();
      for (int i = 0; i < script.size(); i++) {
        all.add(observation("sp500", "rnn", lookback, "none", 42 + i, script.get(i) + shift));
      }
    }
    return all;
  }

  private static List<Observation> probe(int lookback) {
    return List.of(
        observation("sp500", "rnn", lookback, "none", 1, 0.1),
        observation("sp500", "rnn", lookback, "none", 2, 0.2));
  }

  @Test
  void theScriptsMeansAreThePapersToAllFourDigits() {
    Replica replica = Replica.of(shifted(0, 1, 3, 7, 14, 30, 60));
    assertThat(replica.rows())
        .extracting(Replica.Row::lookback)
        .containsExactly(1, 3, 7, 14, 30, 60);
    for (Replica.Row row : replica.rows()) {
      double mean = row.script().stream().mapToDouble(x -> x).average().orElseThrow();
      assertThat(row.script()).hasSize(10);
      assertThat(mean).isCloseTo(row.published(), Offset.offset(0.00005));
      assertThat(row.welch().t()).isCloseTo(0, Offset.offset(1e-9));
    }
    assertThat(replica.agrees()).isTrue();
  }

  @Test
  void tellsAShiftOfTwoStandardDeviations() {
    assertThat(Replica.of(shifted(0.005, 7, 30)).agrees()).isTrue();
    assertThat(Replica.of(shifted(0.05, 7, 30)).agrees()).isFalse();
  }

  @Test
  void refusesALookbackThatThePaperDoesNotHave() {
    assertThatThrownBy(() -> Replica.of(probe(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lookback 5");
  }
}
