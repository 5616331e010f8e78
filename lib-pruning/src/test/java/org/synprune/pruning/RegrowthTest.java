package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegrowthTest {

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    if (manager != null) {
      manager.close();
    }
  }

  private NDArray row(float... values) {
    return manager.create(values, new Shape(1, values.length));
  }

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
      // half of four active ones are exchanged: 1 and -2 for slopes 7 and -9
      assertThat(session.afterBackward(1, Map.of("w", row(50, 1, 1, 1, 7, -9, 6, 5)))).isTrue();
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
      session.afterBackward(1, Map.of("w", row(100, 1, 1, 1, 0, 0, 0, 0.5f)));
      assertThat(session.masks().toFloatArray("w")).containsExactly(0, 1, 1, 1, 0, 0, 0, 1);
    }
  }

  @Test
  void whatGrowsStartsAtZeroEvenIfMasksWereNeverApplied() {
    NDArray w = row(1, 2, 3, 4, 9, 9, 9, 9);
    var pruner = half(Regrowth.byGradient(0.3, 5, 1)).optFirstMasks(prunedFrom(4)).build();
    try (var session = pruner.newSession(Map.of("w", w))) {
      w.addi(row(0, 0, 0, 0, 9, 9, 9, 9));
      session.afterBackward(1, Map.of("w", row(1, 1, 1, 1, 1, 1, 1, 2)));
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
        session.afterBackward(epoch, Map.of("w", manager.create(slope, new Shape(20, 10))));
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
      assertThatThrownBy(() -> session.afterBackward(1, slopes))
          .hasMessage("The weights of w can't be pruned: they or their scores are NaN.");
      assertThat(session.masks()).isEqualTo(prunedFrom(4));
    }
  }

  private static List<Masks> train(
      SynapticPruner pruner, long seed, int restoreAt, List<Map<String, float[]>> weightsSeen) {
    var random = new SplittableRandom(seed);
    var history = new ArrayList<Masks>();
    try (NDManager own = NDManager.newBaseManager()) {
      var layers = PruningPropertiesTest.layers(own, random, 3, false);
      PruningSession session = pruner.newSession(layers);
      session.applyMasks();
      for (int epoch = 1; epoch <= 8; epoch++) {
        if (epoch == restoreAt) {
          PruningSession next = pruner.newSession(layers);
          next.restore(session.masks(), session.batchesSeen());
          session.close();
          session = next;
        }
        var gradients = new TreeMap<String, NDArray>();
        var before = new TreeMap<String, float[]>();
        for (Map.Entry<String, NDArray> layer : layers.entrySet()) {
          NDArray w = layer.getValue();
          before.put(layer.getKey(), w.toFloatArray());
          gradients.put(
              layer.getKey(),
              own.create(
                  PruningPropertiesTest.values(random, (int) w.size(), false), w.getShape()));
        }
        weightsSeen.add(before);
        session.afterBackward(epoch, gradients);
        history.add(session.masks());
        layers.forEach((path, w) -> w.subi(gradients.get(path)));
        session.applyMasks();
      }
      session.close();
    }
    return history;
  }

  @Property(tries = 60)
  void sparsityIsHeldAndNothingDroppedComesStraightBack(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 0.95) double sparsity,
      @ForAll @DoubleRange(min = 0, max = 0.9) double fraction,
      @ForAll boolean byGradient,
      @ForAll Scope scope) {
    Regrowth regrowth =
        byGradient ? Regrowth.byGradient(fraction, 6, seed) : Regrowth.random(fraction, 6, seed);
    var pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(sparsity))
            .optScope(scope)
            .optRegrowth(regrowth)
            .optUpdateEvery(1)
            .build();
    var seen = new ArrayList<Map<String, float[]>>();
    List<Masks> history = train(pruner, seed, 0, seen);
    assertThat(train(pruner, seed, 0, new ArrayList<>())).isEqualTo(history);
    assertThat(train(pruner, seed, 4, new ArrayList<>())).isEqualTo(history);
    Masks first = history.get(0);
    double[] targets = scope.layerTargets(sparsity, List.copyOf(first.shapes().values()));
    for (Masks masks : history) {
      if (scope == Scope.GLOBAL) {
        long total = SparsityReport.of(masks).total();
        assertThat(SparsityReport.of(masks).pruned())
            .isEqualTo((long) Math.floor(sparsity * total));
      } else {
        for (int i = 0; i < targets.length; i++) {
          long size = masks.shapes().get(masks.paths().get(i)).size();
          assertThat(masks.pruned(masks.paths().get(i)))
              .isEqualTo((long) Math.floor(targets[i] * size));
        }
      }
    }
    for (int i = 1; i < history.size(); i++) {
      double share = regrowth.shareAt(i + 1.0);
      long grownOfAll = 0;
      for (String path : first.paths()) {
        Masks before = history.get(i - 1);
        float[] weights = seen.get(i).get(path);
        long grown = 0;
        for (int j = 0; j < weights.length; j++) {
          if (history.get(i).isActive(path, j) && !before.isActive(path, j)) {
            assertThat(weights[j]).isZero();
            grown++;
          }
        }
        if (scope != Scope.GLOBAL) {
          assertThat(grown).isEqualTo(exchanged(share, weights.length, before.pruned(path)));
        }
        grownOfAll += grown;
      }
      if (scope == Scope.GLOBAL) {
        SparsityReport before = SparsityReport.of(history.get(i - 1));
        assertThat(grownOfAll).isEqualTo(exchanged(share, before.total(), before.pruned()));
      }
    }
  }

  /** If what was dropped came straight back, fewer would be new. */
  private static long exchanged(double share, long total, long pruned) {
    return Math.min(pruned, (long) Math.floor(share * (total - pruned)));
  }
}
