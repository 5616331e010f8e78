package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegrowthTest extends ManagedArrays {

  private static SynapticPrunerBuilder half(Regrowth regrowth) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.constant(0.5))
        .optRegrowth(regrowth)
        .optUpdateEvery(1);
  }

  @Test
  void theSmallestActiveGoesAndTheSteepestPrunedGrows() {
    NDArray w = row(1, -2, 3, 4, 0, 0, 0, 0);
    var first = half(Regrowth.byGradient(0.5, Double.POSITIVE_INFINITY, 1));
    try (var session = first.build().newSession(Map.of("w", w))) {
      session.restore(prunedFrom(4), 0);
      // half of the four active weights are exchanged: 1 and -2 for gradients 7 and -9
      assertThat(session.afterBackward(1, Map.of("w", row(50, 1, 1, 1, 7, -9, 6, 5))::get))
          .isTrue();
      assertThat(session.masks().toFloatArray("w")).containsExactly(0, 0, 1, 1, 1, 1, 0, 0);
      session.applyMasks();
      assertThat(w.toFloatArray())
          .containsExactly(new float[] {0, 0, 3, 4, 0, 0, 0, 0}, within(0f));
    }
  }

  private Masks prunedFrom(int position) {
    var bits = new java.util.BitSet();
    bits.set(position, 8);
    return Masks.of(Map.of("w", new Shape(1, 8)), path -> bits);
  }

  @Test
  void whatWasJustDroppedDoesNotComeBackEvenIfItIsSteepest() {
    NDArray w = row(1, 2, 3, 4, 0, 0, 0, 0);
    var pruner = half(Regrowth.byGradient(0.3, Double.POSITIVE_INFINITY, 1)).build();
    try (var session = pruner.newSession(Map.of("w", w))) {
      session.restore(prunedFrom(4), 0);
      session.afterBackward(1, Map.of("w", row(100, 1, 1, 1, 0, 0, 0, 0.5f))::get);
      assertThat(session.masks().toFloatArray("w")).containsExactly(0, 1, 1, 1, 0, 0, 0, 1);
    }
  }

  @Test
  void whatGrowsStartsAtZeroEvenIfMasksWereNeverApplied() {
    NDArray w = row(1, 2, 3, 4, 9, 9, 9, 9);
    var pruner = half(Regrowth.byGradient(0.3, 5, 1)).optFirstMasks(prunedFrom(4)).build();
    try (var session = pruner.newSession(Map.of("w", w))) {
      w.addi(row(0, 0, 0, 0, 9, 9, 9, 9));
      session.afterBackward(1, Map.of("w", row(1, 1, 1, 1, 1, 1, 1, 2))::get);
      assertThat(session.masks().isActive("w", 7)).isTrue();
      assertThat(w.toFloatArray()[7]).isZero();
    }
  }

  @Test
  void theExchangedShareFallsAlongACosine() {
    Regrowth regrowth = Regrowth.byGradient(0.4, 10, 1);
    assertThat(regrowth.shareAt(0)).isEqualTo(0.4);
    assertThat(regrowth.shareAt(5)).isEqualTo(0.2, within(1e-12));
    assertThat(regrowth.shareAt(10)).isZero();
    assertThat(regrowth.shareAt(12)).isZero();
    assertThat(Regrowth.random(0.4, Double.POSITIVE_INFINITY, 1).shareAt(1e6)).isEqualTo(0.4);
    assertThatThrownBy(() -> Regrowth.random(1, 2, 1)).hasMessageContaining("but is 1.0");
    assertThatThrownBy(() -> Regrowth.random(0.3, 0, 1)).hasMessageContaining("ends at 0.0");
  }

  @Test
  void applyingMasksBeforeTheFirstBatchBeginsSparse() {
    NDArray w = manager.ones(new Shape(20, 10));
    NDArray other = manager.ones(new Shape(20, 10));
    var pruner = half(Regrowth.random(0.3, 5, 7)).build();
    try (var session = pruner.newSession(Map.of("w", w));
        var again = pruner.newSession(Map.of("w", other))) {
      assertThat(session.report().pruned()).isZero();
      session.applyMasks();
      assertThat(session.report().pruned()).isEqualTo(100);
      assertThat(w.sum().getFloat()).isEqualTo(100);
      again.applyMasks();
      assertThat(again.masks()).isEqualTo(session.masks());
    }
    var elsewhere = half(Regrowth.random(0.3, 5, 8)).build();
    try (var session = pruner.newSession(Map.of("w", w));
        var differs = elsewhere.newSession(Map.of("w", other))) {
      session.applyMasks();
      differs.applyMasks();
      assertThat(differs.masks()).isNotEqualTo(session.masks());
    }
  }

  @Test
  void chanceNeedsNoGradientsAndDrawsAnewAtEachUpdate() {
    NDArray w = manager.ones(new Shape(20, 10));
    var chance = half(Regrowth.random(0.3, Double.POSITIVE_INFINITY, 7)).build();
    Masks begun;
    Masks one;
    try (var session = chance.newSession(Map.of("w", w))) {
      session.applyMasks();
      begun = session.masks();
      assertThat(session.afterBackward(1)).isTrue();
      one = session.masks();
      // the same masks at the next batch
      session.restore(begun, 1);
      session.afterBackward(1);
      assertThat(grown(begun, session.masks())).hasSize(30).isNotEqualTo(grown(begun, one));
      session.restore(begun, 0);
      session.afterBackward(1);
      assertThat(session.masks()).isEqualTo(one);
    }
    assertThat(chance.toString()).contains("regrowth=Random[fraction=0.3, until=Infinity, seed=7]");
    var steepest = half(Regrowth.byGradient(0.3, 5, 7)).build();
    assertThat(steepest.toString())
        .contains("regrowth=ByGradient[fraction=0.3, until=5.0, seed=7]");
    try (var session = steepest.newSession(Map.of("w", w))) {
      assertThatThrownBy(() -> session.afterBackward(1))
          .hasMessage("The gradient of w is needed, but the parameter isn't trained.");
    }
  }

  private static List<Integer> grown(Masks before, Masks after) {
    return IntStream.range(0, 200)
        .filter(i -> after.isActive("w", i) && !before.isActive("w", i))
        .boxed()
        .toList();
  }

  @Test
  void asMuchIsExchangedAsTheScheduleLeavesRoomFor() {
    NDArray w = row(1, 2, 3, 4, 5, 0, 0, 0);
    var pruner =
        half(Regrowth.byGradient(0.9, Double.POSITIVE_INFINITY, 1))
            .optSchedule(SparsitySchedule.constant(0.75))
            .build();
    try (var session = pruner.newSession(Map.of("w", w))) {
      session.restore(prunedFrom(5), 0);
      // the schedule prunes 3 of 5; 0.9 would exchange 4, but only 2 are left
      session.afterBackward(1, Map.of("w", row(9, 9, 9, 9, 9, 1, 3, 2))::get);
      assertThat(session.masks().toFloatArray("w")).containsExactly(0, 0, 0, 0, 0, 0, 1, 1);
    }
  }

  @Test
  void connectionsGrowToAPeakAndArePrunedBack() {
    NDArray w = manager.ones(new Shape(20, 10));
    var pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.growThenPrune(0.8, 0.2, 0.7, 4, 10))
            .optRegrowth(Regrowth.byGradient(0, 10, 3))
            .optUpdateEvery(1)
            .build();
    var pruned = new ArrayList<Long>();
    var random = new SplittableRandom(4);
    try (var session = pruner.newSession(Map.of("w", w))) {
      session.applyMasks();
      pruned.add(session.report().pruned());
      for (int epoch = 1; epoch <= 10; epoch++) {
        float[] slope = PruningPropertiesTest.values(random, 200, false);
        session.afterBackward(epoch, Map.of("w", manager.create(slope, new Shape(20, 10)))::get);
        pruned.add(session.report().pruned());
      }
    }
    // 0.65, 0.5, 0.35, 0.2; then 0.2 + 0.5 p^3
    assertThat(pruned).containsExactly(160L, 130L, 100L, 70L, 40L, 40L, 43L, 52L, 69L, 97L, 140L);
  }

  @Test
  void nanGradientsAreRefusedByNameAndNothingChanges() {
    NDArray w = row(1, 2, 3, 4, 0, 0, 0, 0);
    var pruner = half(Regrowth.byGradient(0.3, 5, 1)).optFirstMasks(prunedFrom(4)).build();
    try (var session = pruner.newSession(Map.of("w", w))) {
      var slopes = Map.of("w", row(1, 1, 1, 1, 1, 1, Float.NaN, 2));
      assertThatThrownBy(() -> session.afterBackward(1, slopes::get))
          .hasMessage("The weights of w can't be pruned: a weight or a score is NaN.");
      assertThat(session.masks()).isEqualTo(prunedFrom(4));
    }
  }
}
