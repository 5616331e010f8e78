package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PruningRulesTest extends ManagedArrays {

  @Test
  void thresholdRulePrunesStrictlyBelowTheKthSmallest() {
    NDArray a = row(0.1f, -0.5f, 0.3f, 0.9f);
    NDArray b = row(-0.2f, 0.8f, 0.05f, 0.7f);
    try (var session = everyBatch(0.5).build().newSession(Map.of("a", a, "b", b))) {
      // k = 4: threshold 0.3, so 0.05, 0.1 and 0.2 are pruned
      assertThat(session.afterBackward(1)).isTrue();
      assertThat(session.masks().toFloatArray("a")).containsExactly(0, 1, 1, 1);
      assertThat(session.masks().toFloatArray("b")).containsExactly(0, 1, 0, 1);
      assertThat(a.toFloatArray()).containsExactly(0.1f, -0.5f, 0.3f, 0.9f);
      session.applyMasks();
      assertThat(a.toFloatArray()).containsExactly(0, -0.5f, 0.3f, 0.9f);
      assertThat(b.toFloatArray()).containsExactly(new float[] {0, 0.8f, 0, 0.7f}, within(0f));
      // now k = 1: the threshold is the smallest active score, and no score is below it
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
}
