package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.initializer.ConstantInitializer;
import java.util.List;
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

  private Block classifier() {
    Block block = SmallNetwork.create();
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
    return block;
  }

  /** The rows of the last layer are what comes out. */
  @Test
  void outputsArePrunedOnlyIfAPatternNamesThem() {
    var half = neurons(SparsitySchedule.constant(0.5)).optScope(Scope.UNIFORM);
    assertThat(Pruning.masks(classifier(), half.build()).paths())
        .containsExactly("01Linear_weight");
    Masks named = Pruning.masks(classifier(), half.optInclude("*Linear*").build());
    assertThat(named.paths()).containsExactly("01Linear_weight", "03Linear_weight");
    assertThat(named.pruned("03Linear_weight")).isEqualTo(8);
  }

  @Test
  void wordsArePrunedOnlyIfAPatternNamesThem() {
    Block block =
        new SequentialBlock()
            .add(new TrainableWordEmbedding(new DefaultVocabulary(List.of("a", "b", "c", "d")), 8))
            .add(Linear.builder().setUnits(6).build())
            .add(Linear.builder().setUnits(2).build());
    block.setInitializer(new ConstantInitializer(1), Parameter.Type.OTHER);
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
    var half = neurons(SparsitySchedule.constant(0.5));
    assertThat(Pruning.masks(block, half.build()).paths()).containsExactly("02Linear_weight");
  }

  /** Nothing is left of a pruned neuron: neither its bias nor what a normalisation makes of it. */
  @Test
  void aPrunedNeuronIsSilent() {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(BatchNorm.builder().build())
            .add(Linear.builder().setUnits(2).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    for (Parameter parameter : block.getParameters().values()) {
      NDArray alias = parameter.getArray().stopGradient();
      alias.set(
          new NDIndex("..."),
          manager
              .arange(1, (int) alias.size() + 1)
              .reshape(alias.getShape())
              .toType(DataType.FLOAT32, false));
    }
    try (PruningSession session =
        neurons(SparsitySchedule.constant(0.5)).build().newSession(block)) {
      session.afterBackward(1);
      session.applyMasks();
      // the rows 1 2 3 and 4 5 6 are the smallest
      for (String path : List.of("01Linear_bias", "02BatchNorm_gamma", "02BatchNorm_beta")) {
        assertThat(SmallNetwork.weights(block, path)).as(path).containsExactly(0, 0, 3, 4);
      }
      assertThat(SmallNetwork.weights(block, "02BatchNorm_runningMean"))
          .containsExactly(1, 2, 3, 4);
      assertThat(SmallNetwork.weights(block, "03Linear_bias")).containsExactly(1, 2);
    }
  }

  @Test
  void transposedConvolutionsAreRefused() {
    Block block =
        new SequentialBlock()
            .add(Conv2dTranspose.builder().setKernelShape(new Shape(2, 2)).setFilters(2).build())
            .add(Linear.builder().setUnits(2).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 3, 3));
    var pruner = neurons(SparsitySchedule.constant(0.5)).build();
    assertThatThrownBy(() -> pruner.newSession(block))
        .hasMessageStartingWith("The neurons of a transposed convolution can't be pruned: exclude");
  }

  /** Blocks of 2 x 2 in a matrix of 4 x 5; those at the right have one column. */
  @Test
  void blocksGoByTheirMeans() {
    NDArray w = matrix(4, 1, 1, 5, 5, 2, 1, 1, 5, 5, 2, 4, 4, 3, 3, 9, 4, 4, 3, 3, 9);
    var pruner =
        SynapticPruner.builder()
            .optStructure(Structure.blocks(2, 2))
            .optSchedule(SparsitySchedule.constant(0.5))
            .optUpdateEvery(1)
            .build();
    try (var session = pruner.newSession(Map.of("w", w))) {
      session.afterBackward(1);
      assertThat(session.masks().toFloatArray("w"))
          .containsExactly(0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1);
    }
    assertThat(Structure.blocks(4, 1)).hasToString("4x1");
    assertThatThrownBy(() -> Structure.blocks(0, 4))
        .hasMessage("A block must have at least 1 row and 1 column, but has 0 and 4.");
  }

  /** Of weights that aren't a block's, biases are masked if they are given. */
  @Test
  void givenBiasesGoWithTheirNeurons() {
    NDArray weight = matrix(3, 1, 1, 5, 5, 3, 3);
    NDArray bias = manager.create(new float[] {1, 5, 3});
    try (var session =
        neurons(SparsitySchedule.constant(0.4))
            .build()
            .newSession(Map.of("a_weight", weight, "a_bias", bias))) {
      session.afterBackward(1);
      session.applyMasks();
      assertThat(weight.toFloatArray()).containsExactly(0, 0, 5, 5, 3, 3);
      assertThat(bias.toFloatArray()).containsExactly(0, 5, 3);
    }
    NDArray odd = manager.ones(new Shape(4));
    var pruner = neurons(SparsitySchedule.constant(0.4)).build();
    assertThatThrownBy(() -> pruner.newSession(Map.of("a_weight", weight, "a_bias", odd)))
        .hasMessage("a_bias of shape (4) isn't the bias of 3 neurons.");
  }
}
