package org.synprune.bench.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.synprune.jobs.saved.ModelInfo;

/** Windows of noise, and how long it takes to forecast from them. */
final class ScoredWindows {

  /** Windows that each party takes at a time. */
  static final int BATCH = 512;

  private static final int ROWS = 300_000;
  private static final int WARM_UPS = 2;

  private ScoredWindows() {}

  /** As many as make some hundred thousand rows. */
  static List<float[]> of(ModelInfo model) {
    Random random = new Random(7);
    List<float[]> windows = new ArrayList<>();
    for (int i = 0; i < ROWS / model.lookback(); i++) {
      float[] window = new float[model.windowLength()];
      for (int j = 0; j < window.length; j++) {
        window[j] = (float) random.nextGaussian();
      }
      windows.add(window);
    }
    return windows;
  }

  /** Prints windows per second, after a few goes to warm up. */
  static <T> void time(T windows, int count, Consumer<T> forecast) {
    for (int i = 0; i < WARM_UPS; i++) {
      forecast.accept(windows);
    }
    long start = System.nanoTime();
    forecast.accept(windows);
    System.out.println("windows/s " + count / ((System.nanoTime() - start) * 1e-9));
  }
}
