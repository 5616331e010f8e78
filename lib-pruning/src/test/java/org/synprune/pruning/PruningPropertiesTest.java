package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Properties for any weights, compared with a plain Java version of algorithm 3. */
class PruningPropertiesTest {

  private static final int TRIES = 60;

  /** Weights on a coarse grid, so that ties are common, or distinct ones. */
  static float[] values(SplittableRandom random, int n, boolean ties) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = ties ? random.nextInt(-4, 5) / 4f : (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  static Map<String, NDArray> layers(
      NDManager manager, SplittableRandom random, int count, boolean ties) {
    var layers = new TreeMap<String, NDArray>();
    for (int i = 0; i < count; i++) {
      Shape shape = new Shape(random.nextInt(1, 9), random.nextInt(1, 12));
      layers.put("l" + i, manager.create(values(random, (int) shape.size(), ties), shape));
    }
    return layers;
  }

  private static SynapticPruner pruner(CountRule rule, SparsitySchedule schedule) {
    return SynapticPruner.builder()
        .optCountRule(rule)
        .optSchedule(schedule)
        .optUpdateEvery(1)
        .build();
  }

  @Property(tries = TRIES)
  void theCountIsTheRulesCount(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int count,
      @ForAll boolean ties,
      @ForAll CountRule rule,
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double sparsity) {
    try (NDManager manager = NDManager.newBaseManager()) {
      var layers = layers(manager, new SplittableRandom(seed), count, ties);
      int n = layers.values().stream().mapToInt(w -> (int) w.size()).sum();
      float[] magnitudes = new float[n];
      int at = 0;
      for (NDArray w : layers.values()) {
        for (float value : w.toFloatArray()) {
          magnitudes[at++] = Math.abs(value);
        }
      }
      Arrays.sort(magnitudes);
      int k = (int) Math.floor(sparsity * n);
      long expected = 0;
      if (k > 0 && k < n) {
        float threshold = magnitudes[k - 1];
        expected = k;
        if (rule == CountRule.THRESHOLD) {
          expected = 0;
          while (magnitudes[(int) expected] < threshold) {
            expected++;
          }
        }
      }
      try (var session = pruner(rule, SparsitySchedule.constant(sparsity)).newSession(layers)) {
        boolean changed = session.afterBackward(1);
        assertThat(session.report().pruned()).isEqualTo(expected);
        assertThat(SparsityReport.of(session.masks())).isEqualTo(session.report());
        assertThat(changed).isEqualTo(expected > 0);
      }
    }
  }

  @Property(tries = TRIES)
  void sparsityNeverFallsAndPrunedWeightsStayZero(
      @ForAll long seed,
      @ForAll CountRule rule,
      @ForAll Scope scope,
      @ForAll Preset preset,
      @ForAll @IntRange(min = 1, max = 3) int updateEvery) {
    var random = new SplittableRandom(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      var layers = layers(manager, random, 3, false);
      var pruner =
          SynapticPruner.builder()
              .optPreset(preset)
              .optScope(scope)
              .optCountRule(rule)
              .optUpdateEvery(updateEvery)
              .optSchedule(t -> random.nextDouble(0, 0.9))
              .build();
      try (var session = pruner.newSession(layers)) {
        Masks before = session.masks();
        for (int step = 1; step <= 12; step++) {
          session.afterBackward(step);
          for (NDArray w : layers.values()) {
            NDArray change = manager.create(values(random, (int) w.size(), false), w.getShape());
            w.addi(change);
          }
          session.applyMasks();
          Masks now = session.masks();
          for (String path : now.paths()) {
            float[] weights = layers.get(path).toFloatArray();
            for (int i = 0; i < weights.length; i++) {
              if (!before.isActive(path, i)) {
                assertThat(now.isActive(path, i)).isFalse();
              }
              if (!now.isActive(path, i)) {
                assertThat(weights[i]).isZero();
              }
            }
          }
          assertThat(now.sparsity()).isGreaterThanOrEqualTo(before.sparsity());
          before = now;
        }
      }
    }
  }

  @Property(tries = TRIES)
  void masksDependOnMagnitudesAlone(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.05, max = 0.95) double sparsity) {
    var random = new SplittableRandom(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      var layers = layers(manager, random, 4, false);
      // the same weights under paths in the opposite order, with random signs
      var reversed = new TreeMap<String, NDArray>();
      for (int i = 0; i < 4; i++) {
        NDArray w = layers.get("l" + i);
        float[] flipped = w.toFloatArray();
        for (int j = 0; j < flipped.length; j++) {
          flipped[j] *= random.nextBoolean() ? 1 : -1;
        }
        reversed.put("l" + (3 - i), manager.create(flipped, w.getShape()));
      }
      var pruner = pruner(CountRule.THRESHOLD, SparsitySchedule.constant(sparsity));
      try (var one = pruner.newSession(layers);
          var two = pruner.newSession(reversed)) {
        one.afterBackward(1);
        two.afterBackward(1);
        for (int i = 0; i < 4; i++) {
          assertThat(two.masks().toFloatArray("l" + (3 - i)))
              .isEqualTo(one.masks().toFloatArray("l" + i));
        }
      }
    }
  }

  @Property(tries = TRIES)
  void exactPruningKeepsTheLargest(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.05, max = 0.95) double sparsity) {
    var random = new SplittableRandom(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      var layers = layers(manager, random, 3, true);
      try (var session =
          pruner(CountRule.EXACT, SparsitySchedule.constant(sparsity)).newSession(layers)) {
        session.afterBackward(1);
        Masks masks = session.masks();
        float largestPruned = 0;
        float smallestKept = Float.POSITIVE_INFINITY;
        boolean keptTie = false;
        for (String path : masks.paths()) {
          float[] weights = layers.get(path).toFloatArray();
          for (int i = 0; i < weights.length; i++) {
            float magnitude = Math.abs(weights[i]);
            if (masks.isActive(path, i)) {
              smallestKept = Math.min(smallestKept, magnitude);
            } else {
              largestPruned = Math.max(largestPruned, magnitude);
            }
          }
        }
        assertThat(smallestKept).isGreaterThanOrEqualTo(largestPruned);
        for (String path : masks.paths()) {
          float[] weights = layers.get(path).toFloatArray();
          for (int i = 0; i < weights.length; i++) {
            if (largestPruned == smallestKept && Math.abs(weights[i]) == largestPruned) {
              // among equal scores the first are pruned
              assertThat(keptTie && !masks.isActive(path, i)).isFalse();
              keptTie |= masks.isActive(path, i);
            }
          }
        }
      }
    }
  }
}
