package org.synprune.jobs.inference;

import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.synprune.jobs.engine.PyTorch;

/**
 * Measures inference on one thread of this machine. Dense products, sparse ones and the whole pass
 * take turns, so that a machine that grows slower in between slows them all.
 */
public final class InferenceClock {

  /** The engine may use this many threads; other loops take the one that calls. */
  private static final int THREADS = 1;

  private static final int ROUNDS = 5;
  private static final long STEADY_NANOS = 1_000_000_000;
  private static final long LONGEST_NANOS = 5_000_000_000L;
  private static final long WARM_UP_NANOS = 8_000_000;
  private static final long ROUND_NANOS = 3_000_000;

  private InferenceClock() {}

  /**
   * Measures networks. Loads the engine.
   *
   * @param setups the networks; equal ones are measured once
   * @return medians of {@value #ROUNDS} rounds for each
   */
  public static Map<InferenceSetup, InferenceTime> measure(Collection<InferenceSetup> setups) {
    PyTorch.engine();
    JniUtils.setNumThreads(THREADS);
    boolean gradients = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      Map<InferenceSetup, InferenceTime> times = new LinkedHashMap<>();
      setups.stream().findFirst().ifPresent(InferenceClock::warmUp);
      setups.forEach(setup -> times.computeIfAbsent(setup, InferenceClock::measureOne));
      return times;
    } finally {
      JniUtils.setGradMode(gradients);
    }
  }

  /** Runs one network until Java has compiled its loops: until they get no faster any more. */
  private static void warmUp(InferenceSetup setup) {
    try (PrunedNetwork network = PrunedNetwork.of(setup)) {
      long start = System.nanoTime();
      long best = Long.MAX_VALUE;
      long improved = start;
      long now = start;
      while (now - improved < STEADY_NANOS && now - start < LONGEST_NANOS) {
        long begin = System.nanoTime();
        network.products().forEach(WeightProduct::sparse);
        now = System.nanoTime();
        if (now - begin < 0.8 * best) {
          best = now - begin;
          improved = now;
        }
      }
      network.forward();
    }
  }

  private static InferenceTime measureOne(InferenceSetup setup) {
    try (PrunedNetwork network = PrunedNetwork.of(setup)) {
      double[] seconds =
          medians(
              List.of(
                  network::forward,
                  () -> network.products().forEach(WeightProduct::dense),
                  () -> network.products().forEach(WeightProduct::sparse)));
      return new InferenceTime(
          setup, network.sparsity(), network.parameters(), seconds[0], seconds[1], seconds[2]);
    }
  }

  private static double[] medians(List<Runnable> works) {
    int[] repeats = works.stream().mapToInt(InferenceClock::repeats).toArray();
    double[][] seconds = new double[works.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < repeats.length; i++) {
        long start = System.nanoTime();
        for (int repeat = 0; repeat < repeats[i]; repeat++) {
          works.get(i).run();
        }
        seconds[i][round] = (System.nanoTime() - start) / 1e9 / repeats[i];
      }
    }
    return Arrays.stream(seconds)
        .mapToDouble(
            rounds -> {
              Arrays.sort(rounds);
              return rounds[ROUNDS / 2];
            })
        .toArray();
  }

  /** Warms up, and finds how often to repeat within a round. */
  private static int repeats(Runnable work) {
    long start = System.nanoTime();
    long last;
    long now = start;
    do {
      last = now;
      work.run();
      now = System.nanoTime();
    } while (now - start < WARM_UP_NANOS);
    return (int) Math.max(1, ROUND_NANOS / Math.max(1, now - last));
  }
}
