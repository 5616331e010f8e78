package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups of one's own, against results worked out by hand and against neurons. */
class WeightGroupsTest extends ManagedArrays {

  private static final WeightGroups ROWS =
      (path, shape) -> {
        int[] groups = new int[(int) shape.size()];
        int inputs = groups.length / (int) shape.get(0);
        Arrays.setAll(groups, i -> i / inputs);
        return groups;
      };

  private static SynapticPrunerBuilder groups(Structure structure, SparsitySchedule schedule) {
    return SynapticPruner.builder().optStructure(structure).optSchedule(schedule).optUpdateEvery(1);
  }

  private NDArray matrix(int rows, float... values) {
    return manager.create(values, new Shape(rows, values.length / rows));
  }

  /** Blocks of 2 x 2 in a matrix of 4 x 4, whose means are 1, 4, 3 and 2. */
  @Test
  void blocksGoByTheirMeans() {
    WeightGroups blocks =
        (path, shape) -> {
          int columns = (int) shape.get(1);
          int[] numbers = new int[(int) shape.size()];
          Arrays.setAll(numbers, i -> i / columns / 2 * 100 + i % columns / 2);
          return numbers;
        };
    NDArray w = matrix(4, 1, -1, 4, 4, 1, 1, -4, 4, 3, 5, 2, 2, 1, 3, 0, 4);
    try (var session = groups(blocks, t -> t < 2 ? 0.25 : 0.6).build().newSession(Map.of("w", w))) {
      assertThat(session.afterBackward(1)).isTrue();
      assertThat(session.masks().toFloatArray("w"))
          .containsExactly(0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
      assertThat(session.afterBackward(1)).isFalse();
      // 9.6 weights are to go: two blocks of four fit.
      assertThat(session.afterBackward(2)).isTrue();
      assertThat(session.masks().toFloatArray("w"))
          .containsExactly(0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0);
      session.applyMasks();
      assertThat(w.abs().toFloatArray())
          .containsExactly(0, 0, 4, 4, 0, 0, 4, 4, 3, 5, 0, 0, 1, 3, 0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsAsGroupsAreNeurons(Scope scope) {
    Map<String, NDArray> weights =
        Map.of(
            "a", manager.randomNormal(new Shape(12, 5)),
            "b", manager.randomNormal(new Shape(7, 3)),
            "c", manager.randomNormal(new Shape(1, 6)));
    SparsitySchedule rising = t -> 0.2 * t;
    try (var own = groups(ROWS, rising).optScope(scope).build().newSession(weights);
        var neurons =
            groups(Structure.neurons(), rising).optScope(scope).build().newSession(weights)) {
      for (int epoch = 1; epoch <= 4; epoch++) {
        assertThat(own.afterBackward(epoch)).isEqualTo(neurons.afterBackward(epoch));
        assertThat(own.report().pruned()).isPositive();
        for (String path : weights.keySet()) {
          assertThat(own.masks().toFloatArray(path)).isEqualTo(neurons.masks().toFloatArray(path));
        }
      }
    }
  }

  @Test
  void theLastGroupOfALayerStays() {
    NDArray w = matrix(2, 1, 1, 2, 2);
    var most = groups(ROWS, SparsitySchedule.constant(0.9)).build();
    try (var session = most.newSession(Map.of("w", w))) {
      session.afterBackward(1);
      assertThat(session.masks().toFloatArray("w")).containsExactly(0, 0, 1, 1);
    }
  }

  @Test
  void groupsThatDontCoverALayerAreRefused() {
    NDArray w = matrix(2, 1, 1, 2, 2);
    WeightGroups few = (path, shape) -> new int[3];
    var pruner = groups(few, SparsitySchedule.constant(0.5)).build();
    assertThatThrownBy(() -> pruner.newSession(Map.of("w", w)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The structure must give a group of 0 or more for each of the 4 weights of w, but gave"
                + " 3 numbers.");
    assertThatThrownBy(
            () ->
                groups(ROWS, SparsitySchedule.constant(0.5))
                    .optCountRule(CountRule.THRESHOLD)
                    .build())
        .hasMessageContaining("THRESHOLD works only for single weights");
  }
}
