package org.synprune.bench.peak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FmaLoopTest {

  private static final float FACTOR = 0.5f;
  private static final float SUMMAND = 0.25f;

  private int counted;

  private double fma(double x, double factor, double summand) {
    counted++;
    return x * factor + summand;
  }

  /** Eight chains of four, joined two by two. */
  private double expected(double x) {
    double[] chains = new double[8];
    for (int chain = 0; chain < chains.length; chain++) {
      chains[chain] = x;
      for (int i = 0; i < 4; i++) {
        chains[chain] = fma(chains[chain], FACTOR + 0.01 * chain, SUMMAND);
      }
    }
    for (int left = chains.length; left > 1; left /= 2) {
      for (int i = 0; i < left / 2; i++) {
        chains[i] = fma(chains[2 * i], FACTOR, chains[2 * i + 1]);
      }
    }
    return chains[0];
  }

  @Test
  void operationsAreThoseThatAreDone() {
    float[] numbers = {0, 1, -2};
    FmaLoop.pass(numbers, FACTOR, SUMMAND);
    double[] all = {expected(0), expected(1), expected(-2)};
    for (int i = 0; i < all.length; i++) {
      assertThat(numbers[i]).isCloseTo((float) all[i], within(1e-5f));
    }
    assertThat(counted).isEqualTo(all.length * FmaLoop.FMAS_OF_A_NUMBER);
    assertThat(FmaLoop.flop(3)).isEqualTo(3.0 * FmaLoop.NUMBERS * 2 * counted / all.length);
  }
}
