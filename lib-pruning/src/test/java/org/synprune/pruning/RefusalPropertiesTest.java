package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any session refuses masks of another model and NaN weights. */
class RefusalPropertiesTest {

  private static final int TRIES = 60;

  /** A way in which masks don't match a model. */
  enum Misfit {
    MISSING,
    TOO_MANY,
    RENAMED,
    RESHAPED
  }

  private static SynapticPrunerBuilder half() {
    return SynapticPruner.builder().optSchedule(SparsitySchedule.constant(0.5)).optUpdateEvery(1);
  }

  @Property(tries = TRIES)
  void masksOfOtherKeysAreRefusedAndNothingChanges(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int count, @ForAll Misfit misfit) {
    var random = new SplittableRandom(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      var layers = PruningPropertiesTest.layers(manager, random, count, false);
      try (var session = half().build().newSession(layers)) {
        session.afterBackward(1);
        Masks before = session.masks();
        var weights = contents(layers);
        String path = "l" + random.nextInt(count);
        var shapes = new TreeMap<>(session.shapes());
        Shape shape = shapes.get(path);
        switch (misfit) {
          case MISSING -> shapes.remove(path);
          case TOO_MANY -> shapes.put(path + "/more", shape);
          case RENAMED -> {
            shapes.remove(path);
            shapes.put(path.toUpperCase(java.util.Locale.ROOT), shape);
          }
          case RESHAPED -> shapes.put(path, new Shape(shape.size(), 1, 1));
        }
        assertThatThrownBy(() -> session.restore(Masks.allActive(shapes), 9))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(misfit == Misfit.TOO_MANY ? path + "/more=" : path + "=");
        assertThat(session.masks()).isEqualTo(before);
        assertThat(session.batchesSeen()).isEqualTo(1);
        assertThat(contents(layers)).isEqualTo(weights);
      }
    }
  }

  @Property(tries = TRIES)
  void aNanWeightIsRefusedByTheNameOfItsLayer(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int count,
      @ForAll CountRule rule,
      @ForAll Scope scope,
      @ForAll boolean pruneBefore) {
    var random = new SplittableRandom(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      var layers = new TreeMap<String, NDArray>();
      for (int i = 0; i < count; i++) {
        Shape shape = new Shape(random.nextInt(4, 9), random.nextInt(4, 9));
        float[] values = PruningPropertiesTest.values(random, (int) shape.size(), false);
        layers.put("block" + i + "_weight", manager.create(values, shape));
      }
      var pruner =
          half().optCountRule(rule).optScope(scope).optSchedule(t -> t < 2 ? 0.3 : 0.6).build();
      try (var session = pruner.newSession(layers)) {
        if (pruneBefore) {
          session.afterBackward(1);
          session.applyMasks();
        }
        Masks before = session.masks();
        String path = "block" + random.nextInt(count) + "_weight";
        float[] nan = new float[(int) layers.get(path).size()];
        nan[random.nextInt(nan.length)] = Float.NaN;
        try (NDArray change = manager.create(nan, layers.get(path).getShape())) {
          layers.get(path).addi(change);
        }
        assertThatThrownBy(() -> session.afterBackward(2))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("The weights of " + path + " can't be pruned: a weight or a score is NaN.");
        assertThat(session.masks()).isEqualTo(before);
      }
    }
  }

  private static List<List<Float>> contents(Map<String, NDArray> layers) {
    var all = new ArrayList<List<Float>>();
    for (NDArray weight : layers.values()) {
      var values = new ArrayList<Float>();
      for (float value : weight.toFloatArray()) {
        values.add(value);
      }
      all.add(values);
    }
    return all;
  }
}
