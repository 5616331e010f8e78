package org.synprune.jobs.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlainTangentTest {

  private static final int COUNT = 400_001;

  private static float[] arguments() {
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = (i - COUNT / 2) * 1e-4f;
    }
    return x;
  }

  @Test
  void tangentsAreNearTheTruthAndNeverAboveOne() {
    float[] x = arguments();
    float[] tangents = new float[COUNT];
    PlainTangent.tanh(x, tangents, COUNT);
    for (int i = 0; i < COUNT; i++) {
      double truth = Math.tanh(x[i]);
      assertThat((double) tangents[i]).isCloseTo(truth, within(5e-7 * Math.abs(truth)));
      assertThat(Math.abs(tangents[i])).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void logisticFunctionsAreNearTheTruthAndBetweenZeroAndOne() {
    float[] x = arguments();
    float[] logistic = new float[COUNT];
    PlainTangent.sigmoid(x, logistic, COUNT);
    for (int i = 0; i < COUNT; i++) {
      assertThat((double) logistic[i]).isCloseTo(1 / (1 + Math.exp(-x[i])), within(3e-7));
      assertThat(logistic[i]).isBetween(0f, 1f);
    }
  }

  @Test
  void whatIsNoNumberStaysNone() {
    float[] x = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, 7};
    float[] tangents = {0, 0, 0, 1, 7};
    PlainTangent.tanh(x, tangents, 4);
    assertThat(tangents[0]).isNaN();
    assertThat(tangents[1]).isCloseTo(1, within(5e-7f));
    assertThat(tangents[2]).isCloseTo(-1, within(5e-7f));
    assertThat(tangents[3]).isZero();
    assertThat(tangents[4]).as("beyond what was asked for").isEqualTo(7);
    PlainTangent.sigmoid(x, tangents, 1);
    assertThat(tangents[0]).as("a network that diverges is noticed").isNaN();
  }
}
