package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  /** The paper's rule, under which the target is of the layers that are left. */
  @Test
  void layersWithoutActiveWeightsLeaveTheThresholdsDenominator() {
    NDArray big = row(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    NDArray small = row(0.1f, 0.2f);
    var pruner = everyBatch(0.5).optSchedule(t -> t < 2 ? 3.0 / 12 : 0.6).build();
    try (var session = pruner.newSession(Map.of("big", big, "small", small))) {
      session.afterBackward(1);
      assertThat(session.masks().pruned("small")).isEqualTo(2);
      assertThat(session.warnings())
          .containsExactly(
              "No weight of small is active any more; optLeastDensity keeps some of each layer.");
      session.applyMasks();
      // those below the 6th of the ten weights of "big", not below the 7 - 2 = 5th
      session.afterBackward(2);
      assertThat(session.masks().pruned("big")).isEqualTo(5);
    }
  }

  /** By default a target is of all weights, those of layers that are wholly pruned too. */
  @Test
  void aConstantTargetIsNeverExceeded() {
    NDArray small = manager.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, new Shape(2, 5));
    NDArray big = manager.arange(11, 101).toType(DataType.FLOAT32, false).reshape(9, 10);
    var pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(0.5))
            .optUpdateEvery(1)
            .build();
    try (var session = pruner.newSession(Map.of("small", small, "big", big))) {
      for (int update = 1; update <= 3; update++) {
        session.afterBackward(update);
        session.applyMasks();
        assertThat(session.report().pruned()).isEqualTo(50);
      }
      assertThat(session.masks().pruned("small")).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLeastDensityKeepsTheLargestOfEachLayer(Placement placement) {
    NDArray small = row(0.5f, 0.1f, -0.2f, 0.3f, 0.4f);
    NDArray big = row(1, 2, 3, -4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    var builder =
        SynapticPruner.builder()
            .optUpdateEvery(1)
            .optSchedule(t -> t < 2 ? 0.5 : 0.95)
            .optLeastDensity(0.3)
            .optPlacement(placement);
    try (var session = builder.build().newSession(Map.of("small", small, "big", big))) {
      session.afterBackward(1);
      // 2 of 5 and 5 of 15 stay at least, so 10 of 20 go: 3 and 7
      assertThat(session.masks().toFloatArray("small")).containsExactly(1, 0, 0, 0, 1);
      assertThat(session.masks().toFloatArray("big"))
          .containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
      assertThat(session.warnings()).isEmpty();
      session.applyMasks();
      session.afterBackward(2);
      assertThat(session.masks().pruned("small")).isEqualTo(3);
      assertThat(session.masks().pruned("big")).isEqualTo(10);
      assertThat(session.warnings())
          .containsExactly(
              "A sparsity of 0.95 isn't reached, as each layer keeps a density of 0.3.");
    }
    assertThatThrownBy(() -> builder.optCountRule(CountRule.THRESHOLD).build())
        .hasMessage("The count rule THRESHOLD keeps no least density: use EXACT.");
  }

  @Test
  void layersHaveTargetsOfTheirOwn() {
    NDArray a = row(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    NDArray b = row(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    NDArray c = row(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    NDArray d = row(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    for (Placement placement : Placement.values()) {
      var pruner =
          SynapticPruner.builder()
              .optUpdateEvery(1)
              .optSchedule(t -> t < 2 ? 0.25 : 0.5)
              .optTarget("*.b", 0.8)
              .optTarget("*.?", 0.2)
              .optPlacement(placement)
              .build();
      // x.a and x.c aren't neighbours
      try (var session = pruner.newSession(Map.of("x.a", a, "x.b", b, "x.c", c, "y", d))) {
        session.afterBackward(1);
        assertThat(pruned(session)).containsExactly(1, 4, 1, 2);
        session.afterBackward(2);
        assertThat(pruned(session)).containsExactly(2, 8, 2, 5);
      }
    }
  }

  private static List<Integer> pruned(PruningSession session) {
    return session.report().layers().stream().map(layer -> (int) layer.pruned()).toList();
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
        SynapticPruner.builder()
            .optPreset(Preset.PAPER)
            .optSchedule(SparsitySchedule.cubic(0.3, 0.7, 2, 4))
            .build();
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
            .optScheduleUnit(ScheduleUnit.STEP)
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
