package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PruningSessionTest extends ManagedArrays {

  @Test
  void masksViewsIntoOneBufferThatRequiresGradients() {
    NDArray flat = manager.create(new float[] {1, -2, 3, 4, 5, -6, 7, 0.5f});
    flat.setRequiresGradient(true);
    NDArray a = flat.get("0:6").reshape(2, 3);
    NDArray b = flat.get("6:8").reshape(1, 2);
    try (var session = everyBatch(0.5).build().newSession(Map.of("a", a, "b", b))) {
      assertThat(session.afterBackward(1)).isTrue();
      session.applyMasks();
      assertThat(flat.toFloatArray())
          .containsExactly(new float[] {0, 0, 3, 4, 5, -6, 7, 0}, within(0f));
      // the session sees in-place changes of the array
      try (NDArray alias = flat.stopGradient()) {
        alias.addi(manager.create(1f));
      }
      session.applyMasks();
      assertThat(flat.toFloatArray()).containsExactly(0, 0, 4, 5, 6, -5, 8, 0);
    }
  }

  @Test
  void masksALeafWhileGradientsAreRecorded() {
    NDArray w = row(1, 2, 3, 4);
    w.setRequiresGradient(true);
    try (var session = everyBatch(0.5).build().newSession(Map.of("w", w));
        GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(w.mul(w).sum());
      session.afterBackward(1);
      session.applyMasks();
      assertThat(w.toFloatArray()).containsExactly(0, 2, 3, 4);
      // the gradient isn't masked, and the next backward pass works
      assertThat(w.getGradient().toFloatArray()).containsExactly(2, 4, 6, 8);
      w.getGradient().subi(w.getGradient());
      collector.backward(w.mul(w).sum());
      assertThat(w.getGradient().toFloatArray()).containsExactly(0, 4, 6, 8);
    }
  }

  @Test
  void gradientSaliencyUsesTheWeightsGradientsOrThoseGiven() {
    var pruner = everyBatch(0.5).optSaliency(Saliency.gradientMagnitude());
    var exact = pruner.optCountRule(CountRule.EXACT).build();
    NDArray w = row(1, 2, 3, 4);
    w.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(w.mul(row(8, -3, 0.1f, 2)).sum());
    }
    try (var session = exact.newSession(Map.of("w", w))) {
      // |w g| = 8, 6, 0.3, 8
      session.afterBackward(1);
      assertThat(session.masks().toFloatArray("w")).containsExactly(1, 0, 0, 1);
    }
    try (var session = exact.newSession(Map.of("w", w))) {
      session.afterBackward(1, Map.of("w", row(0, 1, 1, 0))::get);
      assertThat(session.masks().toFloatArray("w")).containsExactly(0, 1, 1, 0);
    }
    try (var session = exact.newSession(Map.of("w", w))) {
      assertThatThrownBy(
              () -> session.afterBackward(1, Map.of("w", manager.ones(new Shape(4)))::get))
          .hasMessageContaining("gradient of w has the shape (4) instead of (1, 4)");
    }
  }

  @Test
  void nanWeightsAreRefusedByName() {
    NDArray a = row(1, 2);
    NDArray b = row(1, Float.NaN);
    try (var session = everyBatch(0.5).build().newSession(Map.of("a", a, "layer/b", b))) {
      assertThatThrownBy(() -> session.afterBackward(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("layer/b")
          .hasMessageContaining("NaN");
      assertThat(session.report().pruned()).isZero();
    }
  }

  @Test
  void scoresOfTheWrongFormAreRefused() {
    NDArray a = row(1, 2, 3, 4);
    var tooFew = everyBatch(0.5).optSaliency((w, g) -> w.get("1:")).build();
    try (var session = tooFew.newSession(Map.of("a", a))) {
      assertThatThrownBy(() -> session.afterBackward(1))
          .hasMessage(
              "The saliency must return 4 float32 scores, but returned float32 of shape (3).");
    }
    var doubles = everyBatch(0.5).optSaliency((w, g) -> w.toType(DataType.FLOAT64, true)).build();
    try (var session = doubles.newSession(Map.of("a", a))) {
      assertThatThrownBy(() -> session.afterBackward(1)).hasMessageContaining("returned float64");
    }
  }

  @Test
  void infiniteWeightsAreJustLarge() {
    NDArray a = row(1, 2, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    try (var session =
        everyBatch(0.5).optCountRule(CountRule.EXACT).build().newSession(Map.of("a", a))) {
      assertThat(session.afterBackward(1)).isTrue();
      assertThat(session.masks().toFloatArray("a")).containsExactly(0, 0, 1, 1);
    }
  }

  @Test
  void restoresMasksAndCounter() {
    NDArray a = row(1, 2, 3, 4);
    var pruner = everyBatch(0.5).optUpdateEvery(2).build();
    Masks saved;
    try (var session = pruner.newSession(Map.of("a", a))) {
      session.afterBackward(1);
      session.afterBackward(1);
      session.afterBackward(1);
      saved = session.masks();
    }
    NDArray again = row(9, 8, 7, 6);
    try (var session = pruner.newSession(Map.of("a", again))) {
      session.restore(saved, 3);
      assertThat(again.toFloatArray()).containsExactly(0, 8, 7, 6);
      assertThat(session.masks()).isEqualTo(saved);
      assertThat(session.report().pruned()).isEqualTo(1);
      assertThat(session.batchesSeen()).isEqualTo(3);
      assertThatThrownBy(() -> session.restore(saved, -1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (var session = pruner.newSession(Map.of("b", again))) {
      assertThatThrownBy(() -> session.restore(saved, 0)).hasMessageContaining("b=no mask");
    }
  }

  @Test
  void survivesAScopeOfTheCallerAndLeaksNothing() {
    NDArray a = manager.randomNormal(new Shape(64, 25));
    NDArray b = manager.randomNormal(new Shape(64, 64));
    a.setRequiresGradient(true);
    for (Scope scope : Scope.values()) {
      for (CountRule rule : CountRule.values()) {
        var pruner =
            everyBatch(0.5)
                .optSchedule(t -> Math.min(0.9, t / 250))
                .optScope(scope)
                .optCountRule(rule)
                .build();
        PruningSession session;
        try (NDScope outer = new NDScope()) {
          outer.suppressNotUsedWarning();
          session = pruner.newSession(Map.of("a", a, "b", b));
        }
        int before = 0;
        for (int i = 1; i <= 200; i++) {
          session.afterBackward(i);
          session.applyMasks();
          session.masks();
          if (i == 10) {
            before = manager.getManagedArrays().size();
          }
        }
        assertThat(manager.getManagedArrays().size()).isEqualTo(before);
        session.close();
      }
    }
    assertThat(manager.getManagedArrays()).hasSize(2);
  }

  @Test
  void sessionsInDifferentThreadsDontDisturbEachOther() throws Exception {
    var pruner = everyBatch(0.5).optSchedule(t -> Math.min(0.9, t / 100)).build();
    List<Masks> alone = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      alone.add(train(pruner, i));
    }
    var threads = Executors.newFixedThreadPool(4);
    try {
      var futures = new ArrayList<Future<Masks>>();
      for (int i = 0; i < 4; i++) {
        int seed = i;
        futures.add(threads.submit(() -> train(pruner, seed)));
      }
      for (int i = 0; i < 4; i++) {
        assertThat(futures.get(i).get()).isEqualTo(alone.get(i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Masks train(SynapticPruner pruner, int seed) {
    var random = new java.util.SplittableRandom(seed);
    try (NDManager own = NDManager.newBaseManager()) {
      float[] values = new float[2000];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-1, 1);
      }
      NDArray w = own.create(values, new Shape(40, 50));
      w.setRequiresGradient(true);
      NDArray change = own.create(0.999f);
      try (var session = pruner.newSession(Map.of("w", w));
          NDArray alias = w.stopGradient()) {
        for (int i = 1; i <= 60; i++) {
          session.afterBackward(i);
          alias.muli(change);
          session.applyMasks();
        }
        return session.masks();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Placement.class)
  void masksInOneMatrixAreAppliedByOneProduct(Placement placement) {
    Map<String, Shape> layers = new LinkedHashMap<>();
    layers.put("b", new Shape(2, 3));
    layers.put("a", new Shape(4));
    SynapticPruner pruner = everyBatch(0.5).optPlacement(placement).build();
    NDArray weights = manager.randomNormal(new Shape(3, 10));
    NDArray masks = manager.ones(new Shape(3, 10));
    float[] before = weights.toFloatArray();
    var sessions = new ArrayList<PruningSession>();
    for (int i = 0; i < 3; i++) {
      sessions.add(pruner.newSession(weights.get(i), masks.get(i), layers));
    }
    sessions.get(0).afterBackward(1);
    sessions.get(2).afterBackward(1);
    assertThat(weights.toFloatArray()).containsExactly(before);
    weights.muli(masks);
    float[] after = weights.toFloatArray();
    for (int i = 0; i < 3; i++) {
      try (var alone = pruner.newSession(manager.create(tenOf(before, i)), layers);
          PruningSession session = sessions.get(i)) {
        if (i != 1) {
          alone.afterBackward(1);
          assertThat(session.report().pruned()).isPositive();
        }
        assertThat(session.masks()).isEqualTo(alone.masks());
        for (int j = 0; j < 10; j++) {
          boolean active = masks.getFloat(i, j) == 1;
          assertThat(after[i * 10 + j]).isEqualTo(active ? before[i * 10 + j] : 0f);
        }
      }
    }
  }

  private static float[] tenOf(float[] matrix, int row) {
    return Arrays.copyOfRange(matrix, row * 10, row * 10 + 10);
  }

  @ParameterizedTest
  @EnumSource(Placement.class)
  void aSessionResumesWithTheMasksOfItsArray(Placement placement) {
    Map<String, Shape> layers = Map.of("w", new Shape(10));
    SynapticPruner pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(0.5))
            .optUpdateEvery(2)
            .optPlacement(placement)
            .build();
    NDArray weights = manager.randomNormal(new Shape(10));
    NDArray mask = manager.ones(new Shape(10));
    Masks first;
    try (var session = pruner.newSession(weights, mask, layers)) {
      assertThat(session.afterBackward(1)).isFalse();
      assertThat(session.afterBackward(1)).isTrue();
      first = session.masks();
    }
    try (var session = pruner.newSession(weights.duplicate(), mask.duplicate(), layers)) {
      session.resume(3);
      assertThat(session.masks()).isEqualTo(first);
      assertThat(session.batchesSeen()).isEqualTo(3);
      assertThatThrownBy(() -> session.resume(-1)).hasMessageContaining("0 or more");
    }
    for (NDArray wrong : List.of(manager.ones(new Shape(9)), mask.toType(DataType.FLOAT64, true))) {
      int before = manager.getManagedArrays().size();
      assertThatThrownBy(() -> pruner.newSession(weights, wrong, layers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("mask must be a float32 vector");
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }
}
