package org.synprune.jobs.train.batches;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.ForecasterSpec;

class WindowInputsTest {

  private static final int LOOKBACK = 3;
  private static final int FEATURES = 5;
  private static final int WINDOWS = 40;

  /** A value that tells where it is from. */
  private static float value(int window, int step, int feature) {
    return window * 100 + step * 10 + feature;
  }

  private static float[] windows() {
    float[] all = new float[WINDOWS * LOOKBACK * FEATURES];
    for (int i = 0; i < all.length; i++) {
      all[i] = value(i / (LOOKBACK * FEATURES), i / FEATURES % LOOKBACK, i % FEATURES);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 16, 19})
  void eachNetworkHasItsWindowsSideBySideAndTheLastAgainWhereNoneIsLeft(int each) {
    int from = 5;
    WindowInputs inputs =
        new WindowInputs(new ForecasterSpec(Architecture.RNN, LOOKBACK, FEATURES, 8, 0, false), 2);
    int count = from + 2 * each - Math.min(3, each - 1);
    inputs.take(windows(), count, from, each);
    for (int network = 0; network < 2; network++) {
      for (int step = 0; step < LOOKBACK; step++) {
        float[] turned = new float[(FEATURES + 1) * each];
        inputs.turn(network, step, turned);
        for (int i = 0; i < each; i++) {
          int window = Math.min(from + network * each + i, count - 1);
          for (int feature = 0; feature < FEATURES; feature++) {
            assertThat(turned[feature * each + i])
                .as("network %d, step %d, window %d, feature %d", network, step, i, feature)
                .isEqualTo(value(window, step, feature));
          }
          assertThat(turned[FEATURES * each + i]).isEqualTo(1);
        }
      }
    }
  }
}
