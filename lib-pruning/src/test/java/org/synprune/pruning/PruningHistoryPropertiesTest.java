package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Properties of many updates one after another, and of trainings that are resumed. */
class PruningHistoryPropertiesTest {

  private static final int TRIES = 40;

  private static SynapticPruner pruner(CountRule rule, SparsitySchedule schedule) {
    return SynapticPruner.builder()
        .optCountRule(rule)
        .optSchedule(schedule)
        .optUpdateEvery(1)
        .build();
  }

  /** Algorithm 3 in plain Java: the number of active magnitudes that one update prunes. */
  private static int expected(double target, List<float[]> magnitudes, CountRule rule) {
    var active = new ArrayList<Float>();
    // The paper's rule counts only layers that have an active weight.
    int live = 0;
    for (float[] layer : magnitudes) {
      int before = active.size();
      for (float magnitude : layer) {
        if (magnitude >= 0) {
          active.add(magnitude);
        }
      }
      live += active.size() > before || rule == CountRule.EXACT ? layer.length : 0;
    }
    int k = (int) Math.floor(target * live) - (live - active.size());
    if (k < 1 || k >= active.size()) {
      return 0;
    }
    Collections.sort(active);
    float threshold = active.get(k - 1);
    return rule == CountRule.EXACT ? k : (int) active.stream().filter(m -> m < threshold).count();
  }

  /** Each layer's magnitudes, -1 for pruned weights. */
  private static List<float[]> magnitudes(Map<String, NDArray> layers, Masks masks) {
    var all = new ArrayList<float[]>();
    for (var entry : layers.entrySet()) {
      float[] values = entry.getValue().toFloatArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = masks.isActive(entry.getKey(), i) ? Math.abs(values[i]) : -1;
      }
      all.add(values);
    }
    return all;
  }

  private static void disturb(Map<String, NDArray> layers, SplittableRandom random, boolean ties) {
    for (NDArray weight : layers.values()) {
      float[] change = PruningPropertiesTest.values(random, (int) weight.size(), ties);
      try (NDArray by = weight.getManager().create(change, weight.getShape())) {
        weight.addi(by);
      }
    }
  }

  @Property(tries = TRIES)
  void everyUpdatePrunesTheRulesCount(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int count,
      @ForAll boolean ties,
      @ForAll CountRule rule) {
    var random = new SplittableRandom(seed);
    var targets = random.doubles(8, 0, 1).toArray();
    try (NDManager manager = NDManager.newBaseManager()) {
      var layers = PruningPropertiesTest.layers(manager, random, count, ties);
      try (var session = pruner(rule, t -> targets[(int) t - 1]).newSession(layers)) {
        for (int step = 1; step <= targets.length; step++) {
          long before = session.report().pruned();
          int more = expected(targets[step - 1], magnitudes(layers, session.masks()), rule);
          assertThat(session.afterBackward(step)).isEqualTo(more > 0);
          assertThat(session.report().pruned()).isEqualTo(before + more);
          disturb(layers, random, ties);
          session.applyMasks();
        }
      }
    }
  }

  /** Permuting the layers and changing signs at random leaves each layer its mask. */
  @Property(tries = TRIES)
  void permutingLayersPermutesTheirMasks(
      @ForAll Random random,
      @ForAll @IntRange(min = 2, max = 6) int count,
      @ForAll CountRule rule,
      @ForAll Scope scope,
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double sparsity) {
    var places = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      places.add(i);
    }
    Collections.shuffle(places, random);
    try (NDManager manager = NDManager.newBaseManager()) {
      var split = new SplittableRandom(random.nextLong());
      var layers = PruningPropertiesTest.layers(manager, split, count, false);
      var moved = new TreeMap<String, NDArray>();
      for (int i = 0; i < count; i++) {
        NDArray weight = layers.get("l" + i);
        float[] flipped = weight.toFloatArray();
        for (int j = 0; j < flipped.length; j++) {
          flipped[j] *= random.nextBoolean() ? 1 : -1;
        }
        moved.put("l" + places.get(i), manager.create(flipped, weight.getShape()));
      }
      var pruner =
          SynapticPruner.builder()
              .optCountRule(rule)
              .optScope(scope)
              .optSchedule(SparsitySchedule.constant(sparsity))
              .optUpdateEvery(1)
              .build();
      try (var one = pruner.newSession(layers);
          var two = pruner.newSession(moved)) {
        one.afterBackward(1);
        two.afterBackward(1);
        Masks masks = one.masks();
        Masks others = two.masks();
        for (int i = 0; i < count; i++) {
          assertThat(others.toFloatArray("l" + places.get(i)))
              .isEqualTo(masks.toFloatArray("l" + i));
        }
      }
    }
  }

  /** Exactly: a target of a whole number of weights is rounded the same way in any order. */
  @Property(tries = 20 * TRIES)
  void targetsGoWithTheirLayersInAnyOrder(
      @ForAll Random random,
      @ForAll @Size(min = 2, max = 8) List<@IntRange(min = 1, max = 40) Integer> rows,
      @ForAll @IntRange(max = 100) int percent,
      @ForAll Scope scope) {
    var shapes = new ArrayList<Shape>();
    rows.forEach(row -> shapes.add(new Shape(row, 1 + random.nextInt(40))));
    var order = new ArrayList<Integer>();
    for (int i = 0; i < shapes.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    double[] targets = scope.layerTargets(percent / 100.0, shapes);
    double[] moved = scope.layerTargets(percent / 100.0, order.stream().map(shapes::get).toList());
    for (int i = 0; i < moved.length; i++) {
      assertThat(moved[i]).isEqualTo(targets[order.get(i)]);
    }
  }

  /** A training that is saved and loaded into a new session continues as if never interrupted. */
  @Property(tries = TRIES)
  void aTrainingThatIsTakenUpAgainGoesOnAlike(
      @ForAll long seed,
      @ForAll @IntRange(max = 9) int saveAfter,
      @ForAll @IntRange(min = 1, max = 3) int updateEvery,
      @ForAll CountRule rule)
      throws IOException {
    var pruner =
        SynapticPruner.builder()
            .optCountRule(rule)
            .optSchedule(SparsitySchedule.polynomial(0.1, 0.9, 1, 10, 2))
            .optUpdateEvery(updateEvery)
            .build();
    try (NDManager manager = NDManager.newBaseManager()) {
      var random = new SplittableRandom(seed);
      var layers = PruningPropertiesTest.layers(manager, random, 3, false);
      var bytes = new ByteArrayOutputStream();
      var copies = new TreeMap<String, NDArray>();
      Masks last;
      try (var session = pruner.newSession(layers)) {
        for (int step = 1; step <= 10; step++) {
          if (step == saveAfter + 1) {
            session.masks().save(bytes);
            layers.forEach((path, weight) -> copies.put(path, weight.duplicate()));
          }
          train(session, layers, step, seed);
        }
        last = session.masks();
      }
      Masks loaded = Masks.load(new ByteArrayInputStream(bytes.toByteArray()));
      // pruned weights are 0 again, whatever their values were in between
      disturbPruned(copies, loaded);
      try (var session = pruner.newSession(copies)) {
        session.restore(loaded, saveAfter);
        assertThat(session.masks()).isEqualTo(loaded);
        for (int step = saveAfter + 1; step <= 10; step++) {
          train(session, copies, step, seed);
        }
        assertThat(session.masks()).isEqualTo(last);
      }
      layers.forEach(
          (path, weight) ->
              assertThat(copies.get(path).toFloatArray()).isEqualTo(weight.toFloatArray()));
    }
  }

  private static void train(
      PruningSession session, Map<String, NDArray> layers, int step, long seed) {
    session.afterBackward(step);
    disturb(layers, new SplittableRandom(seed + step), false);
    session.applyMasks();
  }

  private static void disturbPruned(Map<String, NDArray> layers, Masks masks) {
    for (var entry : layers.entrySet()) {
      NDArray weight = entry.getValue();
      float[] values = weight.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = masks.isActive(entry.getKey(), i) ? values[i] : 7;
      }
      entry.setValue(weight.getManager().create(values, weight.getShape()));
    }
  }
}
