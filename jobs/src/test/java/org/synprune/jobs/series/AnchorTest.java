package org.synprune.jobs.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.grid.Protocol;

class AnchorTest {

  private static final List<String> FEATURES =
      List.of("open", "close", "close_volume", "hour", "close_lag_1", "open_lag_1", "close_lag_14");

  @Test
  void theTargetAndItsLagsAreRelativeAndNothingElse() {
    assertThat(Anchor.of(Protocol.ANCHORED, "close", FEATURES).columns()).containsExactly(1, 4, 6);
    assertThat(Anchor.of(Protocol.ANCHORED, "CO(GT)", List.of("CO(GT)", "CO(GT)_lag_2")).columns())
        .containsExactly(0, 1);
    for (Protocol other : List.of(Protocol.STRICT, Protocol.PAPER)) {
      assertThat(Anchor.of(other, "close", FEATURES).isNone()).isTrue();
    }
  }

  @Test
  void aWindowIsRelativeToItsLastRow() {
    Anchor anchor = Anchor.of(Protocol.ANCHORED, "y", List.of("x", "y", "y_lag_1"));
    float[] windows = {1, 10, 20, 2, 30, 10, 3, 50, 30};
    float known = anchor.lastKnown(windows, 9, 3);
    anchor.subtract(windows, 0, 9, 3, known);
    assertThat(known).isEqualTo(50);
    assertThat(windows).containsExactly(1, -40, -30, 2, -20, -40, 3, 0, -20);
  }

  @Test
  void windowsThatDoNotHoldTheTargetAreRefused() {
    assertThatThrownBy(() -> Anchor.of(Protocol.ANCHORED, "close", List.of("open", "close_lag_1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs the target 'close' among the features");
  }
}
