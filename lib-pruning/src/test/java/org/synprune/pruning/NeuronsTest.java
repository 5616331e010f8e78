package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole neurons, against results worked out by hand. */
class NeuronsTest extends ManagedArrays {

  private static SynapticPrunerBuilder neurons(SparsitySchedule schedule) {
    return SynapticPruner.builder()
        .optStructure(Structure.neurons())
        .optSchedule(schedule)
        .optUpdateEvery(1);
  }

  private NDArray matrix(int rows, float... values) {
    return manager.create(values, new Shape(rows, values.length / rows));
  }

  @Test
  void neuronsOfAllLayersCompeteByTheirMeanMagnitude() {
    NDArray wide = matrix(3, 1, -1, 1, 1, 4, 4, 4, 4, -2, 2, 2, 2);
    NDArray narrow = matrix(3, 1.5f, -1.5f, 5, 5, 2.5f, 2.5f);
    var layers = Map.of("narrow", narrow, "wide", wide);
    // Means: wide 1, 4, 2; narrow 1.5, 5, 2.5. Half of the 18 weights are 9: first the neurons of 4
    // and of 2 weights; the next, with mean 2 and 4 weights, doesn't fit any more. By sums instead
    // of
    // means narrow's 2.5 would have been pruned earlier.
    var half = neurons(SparsitySchedule.constant(0.5)).build();
    try (var session = half.newSession(layers)) {
      assertThat(session.afterBackward(1)).isTrue();
      assertThat(session.masks().toFloatArray("wide"))
          .containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
      assertThat(session.masks().toFloatArray("narrow")).containsExactly(0, 0, 1, 1, 1, 1);
      assertThat(session.afterBackward(1)).isFalse();
      session.applyMasks();
      assertThat(narrow.abs().toFloatArray()).containsExactly(0, 0, 5, 5, 2.5f, 2.5f);
    }
  }

  @Test
  void theLastNeuronOfALayerStays() {
    NDArray big = matrix(4, 1, 2, 3, 4);
    NDArray head = matrix(1, 0.1f, 0.1f);
    var most = neurons(SparsitySchedule.constant(0.9)).build();
    try (var session = most.newSession(Map.of("big", big, "head", head))) {
      session.afterBackward(1);
      assertThat(session.masks().toFloatArray("big")).containsExactly(0, 0, 0, 1);
      assertThat(session.masks().toFloatArray("head")).containsExactly(1, 1);
    }
  }

  @Test
  void aNeuronThatIsGoneStaysGone() {
    var rising = neurons(t -> t < 2 ? 0.25 : 0.5).build();
    NDArray other = matrix(4, 1, 1, 2, 2, 3, 3, 4, 4);
    try (var session = rising.newSession(Map.of("w", other))) {
      session.afterBackward(1);
      other.addi(matrix(4, 9, 9, 0, 0, 0, 0, 0, 0));
      session.afterBackward(2);
      assertThat(session.masks().toFloatArray("w")).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
    }
  }

  @Test
  void amongEqualNeuronsTheFirstGo() {
    NDArray w = manager.ones(new Shape(4, 3));
    try (var session = neurons(SparsitySchedule.constant(0.5)).build().newSession(Map.of("w", w))) {
      session.afterBackward(1);
      assertThat(session.masks().toFloatArray("w"))
          .containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    }
  }

  @Test
  void twoOfFourKeepsTheLargestAndAmongEqualsTheLast() {
    NDArray w = matrix(2, 4, -3, 2, 1, 1, 1, 1, 1);
    var pruner =
        SynapticPruner.builder()
            .optStructure(Structure.nOfM(2, 4))
            .optSchedule(SparsitySchedule.oneShot(0.5, 2))
            .optUpdateEvery(1)
            .build();
    try (var session = pruner.newSession(Map.of("w", w))) {
      assertThat(session.afterBackward(1)).isFalse();
      assertThat(session.afterBackward(2)).isTrue();
      assertThat(session.masks().toFloatArray("w")).containsExactly(1, 1, 0, 0, 0, 0, 1, 1);
      assertThat(session.afterBackward(3)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "4, 4", "5, 4", "1, 33"})
  void groupsThatPruneNothingOrAllAreRefused(int n, int m) {
    assertThatThrownBy(() -> Structure.nOfM(n, m))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("but keeps " + n + " of " + m + ".");
    assertThat(Structure.nOfM(1, 32)).hasToString("1:32");
  }

  /** In every recurrent block of DJL a unit's rows are those of PyTorch's stacked gates. */
  @Test
  void unitsOfDjlsRecurrentBlocksGoAsAWhole() {
    Map<Integer, Block> byGates =
        new TreeMap<>(
            Map.of(
                1,
                    RNN.builder()
                        .setStateSize(6)
                        .setNumLayers(2)
                        .setActivation(RNN.Activation.TANH)
                        .build(),
                3, GRU.builder().setStateSize(6).setNumLayers(2).optBidirectional(true).build(),
                4, LSTM.builder().setStateSize(6).setNumLayers(2).build()));
    byGates.forEach(
        (gates, recurrent) -> {
          Block block =
              new SequentialBlock().add(recurrent).add(Linear.builder().setUnits(4).build());
          block.initialize(manager, DataType.FLOAT32, new Shape(2, 5, 3));
          Masks masks =
              Pruning.apply(
                  block, neurons(SparsitySchedule.constant(0.5)).optScope(Scope.UNIFORM).build());
          for (String path : masks.paths()) {
            long rows = masks.shapes().get(path).get(0);
            assertThat(masks.pruned(path) * 2).as(path).isEqualTo(masks.shapes().get(path).size());
            if (!path.contains("h2h")) {
              continue;
            }
            assertThat(rows).isEqualTo(6L * gates);
            float[] state = masks.toFloatArray(path);
            String twin = path.replace("h2h", "i2h");
            float[] input = masks.toFloatArray(twin);
            int columns = (int) masks.shapes().get(twin).get(1);
            for (int row = 0; row < rows; row++) {
              assertThat(state[row * 6]).isEqualTo(state[row % 6 * 6]);
              assertThat(input[row * columns]).isEqualTo(state[row * 6]);
            }
          }
        });
  }
}
