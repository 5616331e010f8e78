package org.synprune.jobs.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WelchTest {

  /** R's sleep data: t.test(extra ~ group) gives t = -1.8608, df = 17.776, p = 0.07939. */
  @Test
  void agreesWithRsSleepExample() {
    double[] first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    double[] second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    Welch welch = Welch.of(first, second);
    assertThat(welch.difference()).isCloseTo(-1.58, Offset.offset(1e-12));
    assertThat(welch.t()).isCloseTo(-1.8608, Offset.offset(5e-5));
    assertThat(welch.df()).isCloseTo(17.776, Offset.offset(5e-4));
    assertThat(welch.p()).isCloseTo(0.07939, Offset.offset(5e-6));

    Welch turned = Welch.of(second, first);
    assertThat(turned.t()).isEqualTo(-welch.t());
    assertThat(turned.p()).isEqualTo(welch.p());
  }

  @Test
  void samplesOfUnequalSizeAreWeighedByTheirOwnVariance() {
    // By hand: means 2 and 5, squared errors 1/3 and 5/12, so t = -3 / sqrt(0.75).
    Welch welch = Welch.of(new double[] {1, 2, 3}, new double[] {3.5, 4.5, 5.5, 6.5});
    assertThat(welch.t()).isCloseTo(-3 / Math.sqrt(0.75), Offset.offset(1e-12));
    double df = 0.75 * 0.75 / (1.0 / 9 / 2 + 25.0 / 144 / 3);
    assertThat(welch.df()).isCloseTo(df, Offset.offset(1e-12));
  }

  @Test
  void refusesWhatHasNoVariance() {
    assertThatThrownBy(() -> Welch.of(new double[] {1}, new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 values");
    assertThatThrownBy(() -> Welch.of(new double[] {1, 1}, new double[] {2, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("constant");
  }
}
