package org.synprune.jobs.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of pairs, and the power that tests of so many have. */
class SignedRankPowerTest {

  /** Where scipy's exact test of 4,000 samples has that power first. */
  @ParameterizedTest
  @CsvSource({"1, 1, 11", "1, 24, 21", "0.6, 6, 39"})
  void soManyPairsAsScipySays(double effect, int tests, int pairs) {
    assertThat(SignedRankPower.pairs(effect, tests, 0.05, 0.8)).isCloseTo(pairs, within(1));
  }

  @Test
  void neverFewerThanATestCanBeSignificantWith() {
    assertThat(SignedRankPower.pairs(5, 24, 0.05, 0.8)).isEqualTo(Wilcoxon.blocksNeeded(24, 0.05));
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThatThrownBy(() -> SignedRankPower.pairs(0, 1, 0.05, 0.8))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SignedRankPower.pairs(1, 1, 0.05, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
