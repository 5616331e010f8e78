package org.synprune.bench.score;

import java.util.Arrays;
import java.util.Random;
import org.synprune.jobs.saved.ModelInfo;

/** Windows of noise, and how long it takes to forecast from them. */
final class ScoredWindows {

  private static final int ROWS = 2_400_000;
  private static final int MOST = 150_000;

  /** Goes in a row that bring nothing new: by then Java has compiled what it will. */
  private static final int SETTLED = 3;

  private static final double NOTHING_NEW = 1.02;

  /** By then it has compiled it for slow networks, too, few goes or many. */
  private static final double WARM_SECONDS = 12;

  private static final int TIMED = 3;

  /** One go that takes longer than this is enough. */
  private static final double LONG_SECONDS = 4;

  private ScoredWindows() {}

  /** How many are enough for a go. */
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

  /** Prints windows per second: warms up until it becomes no faster, then the middle of a few. */
  static void time(int count, Runnable forecast) {
    double best = 0;
    int settled = 0;
    for (double warm = 0; warm < WARM_SECONDS && settled < SETTLED; warm += count / best) {
      double speed = perSecond(count, forecast);
      settled = speed > NOTHING_NEW * best ? 0 : settled + 1;
      best = Math.max(best, speed);
    }
    double[] timed = new double[count / best > LONG_SECONDS ? 1 : TIMED];
    Arrays.setAll(timed, i -> perSecond(count, forecast));
    Arrays.sort(timed);
    System.out.println("windows/s " + timed[timed.length / 2]);
  }

  static double perSecond(int count, Runnable forecast) {
    long start = System.nanoTime();
    forecast.run();
    return count / ((System.nanoTime() - start) * 1e-9);
  }
}
