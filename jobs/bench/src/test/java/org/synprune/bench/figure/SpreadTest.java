package org.synprune.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void takesTheMiddleOfAnOddNumberAndTheMeanOfTheMiddleTwoOfAnEvenOne() {
    assertThat(Spread.of(5, 1, 3)).isEqualTo(new Spread(3, 1, 5));
    assertThat(Spread.of(4, 1, 10, 2)).isEqualTo(new Spread(3, 1, 10));
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
    assertThat(Spread.of()).isEqualTo(Spread.NONE);
  }

  @Test
  void dividesWithinARoundSoThatDriftCancels() {
    double[] partner = {2, 20, 200};
    double[] own = {1, 10, 100};
    assertThat(Spread.ofRatios(partner, own)).isEqualTo(new Spread(2, 2, 2));
    assertThatThrownBy(() -> Spread.ofRatios(partner, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 measurements over 2");
  }

  @Test
  void meansOfRatiosAreGeometric() {
    Spread mean = Spread.ofMedians(List.of(Spread.of(0.5), Spread.of(8), Spread.of(2)));
    assertThat(mean.median()).isEqualTo(2, within(1e-12));
    assertThat(mean.min()).isEqualTo(0.5);
    assertThat(mean.max()).isEqualTo(8);
    assertThat(Spread.ofMedians(List.of())).isEqualTo(Spread.NONE);
  }
}
