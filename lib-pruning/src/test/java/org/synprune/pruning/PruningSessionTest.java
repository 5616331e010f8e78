package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PruningSessionTest {

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static SynapticPruner.Builder everyBatch(double sparsity) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.constant(sparsity))
        .optUpdateEvery(1);
  }

  private NDArray row(float... values) {
    return manager.create(values, new Shape(1, values.length));
  }

  @Test
  void thresholdRulePrunesStrictlyBelowTheKthSmallest() {
    NDArray a = row(0.1f, -0.5f, 0.3f, 0.9f);
    NDArray b = row(-0.2f, 0.8f, 0.05f, 0.7f);
    try (var session = everyBatch(0.5).build().newSession(Map.of("a", a, "b", b))) {
      // k = 4: threshold 0.3, so 0.05, 0.1 and 0.2 go
      assertThat(session.afterBackward(1)).isTrue();
      assertThat(session.masks().toFloatArray("a")).containsExactly(0, 1, 1, 1);
      assertThat(session.masks().toFloatArray("b")).containsExactly(0, 1, 0, 1);
      assertThat(a.toFloatArray()).containsExactly(0.1f, -0.5f, 0.3f, 0.9f);
      session.applyMasks();
      assertThat(a.toFloatArray()).containsExactly(0, -0.5f, 0.3f, 0.9f);
      assertThat(b.toFloatArray()).containsExactly(new float[] {0, 0.8f, 0, 0.7f}, within(0f));
      // now k = 1: the threshold is the smallest active one, and nothing lies below it
      assertThat(session.afterBackward(1)).isFalse();
      assertThat(session.report().pruned()).isEqualTo(3);
    }
  }

  @Test
  void thresholdRuleKeepsTies() {
    NDArray a = row(0.2f, -0.2f, 0.1f, 0.2f, 0.4f);
    try (var session = everyBatch(0.7).build().newSession(Map.of("a", a))) {
      // k = 3: threshold 0.2
      assertThat(session.afterBackward(1)).isTrue();
      assertThat(session.masks().toFloatArray("a")).containsExactly(1, 1, 0, 1, 1);
    }
  }

  @Test
  void exactRuleBreaksTiesByPathAndThenPosition() {
    NDArray a = row(0.2f, -0.2f, 0.1f, 0.2f, 0.4f);
    NDArray b = row(0.2f, 0.05f, 0.9f, 0.9f, 0.9f);
    var pruner = everyBatch(0.4).optCountRule(CountRule.EXACT).build();
    try (var session = pruner.newSession(Map.of("b", b, "a", a))) {
      // k = 4: 0.05 and 0.1, then the first two of the four 0.2
      assertThat(session.afterBackward(1)).isTrue();
      assertThat(session.masks().toFloatArray("a")).containsExactly(0, 0, 0, 1, 1);
      assertThat(session.masks().toFloatArray("b")).containsExactly(1, 0, 1, 1, 1);
      assertThat(session.afterBackward(1)).isFalse();
    }
  }

  @Test
  void exactRuleAlsoPrunesActiveZeros() {
    NDArray a = row(0, 0, 0, 0, 0, 1, 2, 3);
    var builder = everyBatch(0.25).optCountRule(CountRule.EXACT);
    var pruner = builder.optSchedule(t -> t < 2 ? 0.25 : 0.5).build();
    try (var session = pruner.newSession(Map.of("a", a))) {
      session.afterBackward(1);
      session.applyMasks();
      assertThat(session.masks().toFloatArray("a")).containsExactly(0, 0, 1, 1, 1, 1, 1, 1);
      session.afterBackward(2);
      assertThat(session.masks().toFloatArray("a")).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
    }
  }

  @Test
  void aPrunedWeightNeverComesBackEvenIfItGrows() {
    NDArray a = row(0.1f, 0.2f, 0.3f, 0.4f);
    try (var session = everyBatch(0.5).build().newSession(Map.of("a", a))) {
      session.afterBackward(1);
      assertThat(session.masks().toFloatArray("a")).containsExactly(0, 1, 1, 1);
      a.set(new NDIndex("0, 0"), 5);
      session.afterBackward(1);
      assertThat(session.masks().toFloatArray("a")).containsExactly(0, 1, 1, 1);
    }
  }

  @Test
  void layersWithoutActiveWeightsLeaveTheDenominator() {
    NDArray big = row(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    NDArray small = row(0.1f, 0.2f);
    var pruner =
        everyBatch(0.5)
            .optCountRule(CountRule.EXACT)
            .optSchedule(t -> t < 2 ? 2.0 / 12 : 0.5)
            .build();
    try (var session = pruner.newSession(Map.of("big", big, "small", small))) {
      session.afterBackward(1);
      assertThat(session.masks().pruned("small")).isEqualTo(2);
      session.applyMasks();
      // half of the ten weights of "big", not of all twelve (which would be 6 - 2 = 4)
      session.afterBackward(2);
      assertThat(session.masks().pruned("big")).isEqualTo(5);
    }
  }

  @Test
  void theHighestTargetLeavesOneWeightAndTheLowestPrunesNone() {
    NDArray a = row(1, 2, 3, 4);
    var pruner =
        SynapticPruner.builder()
            .optUpdateEvery(1)
            .optCountRule(CountRule.EXACT)
            .optSchedule(SparsitySchedule.constant(0.999))
            .build();
    try (var session = pruner.newSession(Map.of("a", a))) {
      // floor(0.999 * 4) = 3 of 4
      assertThat(session.afterBackward(1)).isTrue();
      assertThat(session.report().pruned()).isEqualTo(3);
    }
    NDArray tiny = row(1);
    try (var session = pruner.newSession(Map.of("tiny", tiny))) {
      // floor(0.999) = 0
      assertThat(session.afterBackward(1)).isFalse();
    }
  }

  @Test
  void updatesFallOnEveryFifthBatchFromTheFirstAndNeverReset() {
    NDArray a = manager.arange(1, 1001).toType(DataType.FLOAT32, false).reshape(10, 100);
    var pruner =
        SynapticPruner.builder().optSchedule(SparsitySchedule.cubic(0.3, 0.7, 2, 4)).build();
    var updates = new ArrayList<Integer>();
    try (var session = pruner.newSession(Map.of("a", a))) {
      int batch = 0;
      for (int epoch = 1; epoch <= 4; epoch++) {
        for (int i = 0; i < 7; i++) {
          batch++;
          if (session.afterBackward(epoch)) {
            updates.add(batch);
          }
          session.applyMasks();
        }
      }
      assertThat(session.batchesSeen()).isEqualTo(28);
      // 5 lies in epoch 1, before the warm-up; 10 in epoch 2, 15 and 20 in 3, 25 in 4; at 20 the
      // target is the same as at 15
      assertThat(updates).containsExactly(10, 15, 25);
      assertThat(session.report().pruned()).isEqualTo(699);
    }
  }

  @Test
  void referenceCodeNumbersEpochsFromZeroAndMasksAtOnce() {
    NDArray a = manager.arange(1, 10001).toType(DataType.FLOAT32, false).reshape(100, 100);
    var paper = SynapticPruner.builder().build();
    var reference = SynapticPruner.builder().optPreset(Preset.REFERENCE_CODE).build();
    assertThat(paper.targetAt(1, 5)).isZero();
    assertThat(paper.targetAt(2, 10)).isEqualTo(0.3);
    assertThat(paper.targetAt(20, 100)).isEqualTo(0.7);
    assertThat(reference.targetAt(2, 10)).isZero();
    assertThat(reference.targetAt(3, 15)).isEqualTo(0.3);
    assertThat(Math.round(1000 * reference.targetAt(20, 100))).isEqualTo(637);
    assertThat(paper.targetAt(20, 101)).isZero();
    try (var session = reference.newSession(Map.of("a", a))) {
      for (int batch = 1; batch <= 5; batch++) {
        session.afterBackward(20);
      }
      // without applyMasks()
      assertThat(a.eq(0).toType(DataType.INT64, false).sum().getLong()).isEqualTo(6368);
      assertThat(session.report().pruned()).isEqualTo(6368);
    }
    assertThatThrownBy(() -> paper.targetAt(0, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stepProgressCountsBatches() {
    var pruner =
        SynapticPruner.builder()
            .optProgress(Progress.STEP)
            .optSchedule(SparsitySchedule.oneShot(0.5, 10))
            .build();
    assertThat(pruner.targetAt(1, 5)).isZero();
    assertThat(pruner.targetAt(1, 10)).isEqualTo(0.5);
  }

  @Test
  void aScheduleOfYourOwnIsCheckedWhenItIsUsed() {
    NDArray a = row(1, 2, 3);
    var pruner = SynapticPruner.builder().optSchedule(t -> 1.5).optUpdateEvery(1).build();
    try (var session = pruner.newSession(Map.of("a", a))) {
      assertThatThrownBy(() -> session.afterBackward(3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The schedule's value at 3.0 must be in [0, 1), but is 1.5.");
    }
  }

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
      // in-place changes of the buffer are seen by the session
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
      // the gradient isn't masked, and the next graph is intact
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
      session.afterBackward(1, Map.of("w", row(0, 1, 1, 0)));
      assertThat(session.masks().toFloatArray("w")).containsExactly(0, 1, 1, 0);
    }
    try (var session = exact.newSession(Map.of("w", w))) {
      assertThatThrownBy(() -> session.afterBackward(1, Map.of("w", manager.ones(new Shape(4)))))
          .hasMessageContaining("gradient of w has shape (4)");
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
  void writesItsMasksIntoArraysOfTheCaller() {
    NDArray a = row(1, 2, 3);
    NDArray b = row(0.1f, 9);
    NDArray mirror = manager.ones(new Shape(5));
    NDArray mirrorA = mirror.get("0:3").reshape(1, 3);
    NDArray mirrorB = mirror.get("3:5").reshape(1, 2);
    try (var session =
        everyBatch(0.4).optCountRule(CountRule.EXACT).build().newSession(Map.of("a", a, "b", b))) {
      session.afterBackward(1);
      session.writeMasks(Map.of("a", mirrorA, "b", mirrorB, "bias", row(7)));
    }
    assertThat(mirror.toFloatArray()).containsExactly(0, 1, 1, 0, 1);
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
      assertThatThrownBy(() -> session.restore(saved, 0)).hasMessageContaining("b=missing");
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
}
