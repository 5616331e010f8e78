package org.synprune.bench.score;

import java.util.Random;
import org.synprune.jobs.saved.ModelInfo;

/** Windows of noise, and how long it takes to forecast from them. */
final class ScoredWindows {

  private static final int ROWS = 2_400_000;
  private static final int MOST = 150_000;
  private static final int WARM_UPS = 2;

  private ScoredWindows() {}

  /** How many are enough for what Spark takes to start a job not to matter. */
  static int count(ModelInfo model) {
    return Math.min(MOST, ROWS / model.lookback());
  }

  /** One of them. */
  static float[] window(long number, int length) {
    Random random = new Random(number);
    float[] window = new float[length];
    for (int i = 0; i < length; i++) {
      window[i] = (float) random.nextGaussian();
    }
    return window;
  }

  /** Prints windows per second, after a few goes to warm up. */
  static void time(int count, Runnable forecast) {
    for (int i = 0; i < WARM_UPS; i++) {
      forecast.run();
    }
    System.out.println("windows/s " + perSecond(count, forecast));
  }

  static double perSecond(int count, Runnable forecast) {
    long start = System.nanoTime();
    forecast.run();
    return count / ((System.nanoTime() - start) * 1e-9);
  }
}
