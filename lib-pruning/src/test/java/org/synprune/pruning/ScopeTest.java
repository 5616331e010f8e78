package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScopeTest {

  @Test
  void erkGivesSmallLayersMoreDensity() {
    // raw densities: 110 / 1000 and 20 / 100; half of 1100 = 550 = e * (110 + 20)
    double[] targets = Scope.ERK.layerTargets(0.5, List.of(new Shape(10, 100), new Shape(10, 10)));
    double scale = 550.0 / 130;
    assertThat(targets)
        .containsExactly(new double[] {1 - scale * 0.11, 1 - scale * 0.2}, within(1e-12));
  }

  @Test
  void erkKeepsALayerDenseAndLeavesTheRestToTheOthers() {
    // 30 % of 1004 to keep; (2, 2) would get a density above 1, so it stays dense
    double[] targets = Scope.ERK.layerTargets(0.7, List.of(new Shape(10, 100), new Shape(2, 2)));
    assertThat(targets[1]).isZero();
    assertThat(targets[0] * 1000).isEqualTo(0.7 * 1004, within(1e-9));
  }

  @Test
  void uniformPrunesEveryLayerAlike() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray small = manager.arange(1f, 11f).reshape(1, 10);
      NDArray large = manager.arange(101f, 121f).reshape(2, 10);
      assertThat(counts(Scope.UNIFORM, small, large)).containsExactly(5, 10);
      assertThat(counts(Scope.GLOBAL, small, large)).containsExactly(10, 5);
    }
  }

  private static List<Integer> counts(Scope scope, NDArray small, NDArray large) {
    var pruner =
        SynapticPruner.builder()
            .optScope(scope)
            .optCountRule(CountRule.EXACT)
            .optUpdateEvery(1)
            .optSchedule(SparsitySchedule.constant(0.5))
            .build();
    try (var session = pruner.newSession(Map.of("small", small, "zlarge", large))) {
      session.afterBackward(1);
      Masks masks = session.masks();
      return List.of((int) masks.pruned("small"), (int) masks.pruned("zlarge"));
    }
  }

  @Test
  void randomRankingIsSeededAndStays() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray w = manager.ones(new Shape(50, 40));
      Masks one = randomMasks(1, w);
      assertThat(randomMasks(1, w)).isEqualTo(one);
      assertThat(randomMasks(2, w)).isNotEqualTo(one);
      assertThat(one.sparsity()).isEqualTo(0.5);
    }
  }

  private static Masks randomMasks(long seed, NDArray w) {
    var pruner =
        SynapticPruner.builder()
            .optSaliency(Saliency.random(seed))
            .optCountRule(CountRule.EXACT)
            .optUpdateEvery(1)
            .optSchedule(SparsitySchedule.constant(0.5))
            .build();
    try (var session = pruner.newSession(Map.of("w", w))) {
      session.afterBackward(1);
      return session.masks();
    }
  }
}
