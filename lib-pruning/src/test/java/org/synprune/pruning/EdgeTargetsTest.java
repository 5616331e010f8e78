package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that prune a single weight, or all but one. */
class EdgeTargetsTest {

  private static SynapticPruner exact(double sparsity) {
    return SynapticPruner.builder()
        .optCountRule(CountRule.EXACT)
        .optSchedule(SparsitySchedule.constant(sparsity))
        .optUpdateEvery(1)
        .build();
  }

  @Test
  void exactRulePrunesASingleWeight() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray a = manager.create(new float[] {3, 1, 2, 4}, new Shape(1, 4));
      try (var session = exact(0.25).newSession(Map.of("a", a))) {
        assertThat(session.afterBackward(1)).isTrue();
        assertThat(session.masks().toFloatArray("a")).containsExactly(1, 0, 1, 1);
      }
    }
  }

  /** n (1 - 2^-53) is below n as a double too, for every n: no target prunes all weights. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 64, 1023})
  void theHighestTargetLeavesOneWeight(int n) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray a = manager.arange(1f, n + 1f).reshape(1, n);
      try (var session = exact(Math.nextDown(1.0)).newSession(Map.of("a", a))) {
        assertThat(session.afterBackward(1)).isTrue();
        assertThat(session.afterBackward(1)).isFalse();
        assertThat(session.report().pruned()).isEqualTo(n - 1);
      }
    }
  }
}
