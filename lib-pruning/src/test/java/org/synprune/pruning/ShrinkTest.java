package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What shrinking removes, what it leaves and says so, and what it refuses. */
class ShrinkTest extends ManagedArrays {

  private Block initialized(Block block, Shape input) {
    block.initialize(manager, DataType.FLOAT32, input);
    return block;
  }

  private static NDArray array(Block block, String path) {
    return block.getParameters().get(path).getArray();
  }

  private void set(Block block, String path, float... numbers) {
    NDArray array = array(block, path);
    array.stopGradient().set(new NDIndex("..."), manager.create(numbers, array.getShape()));
  }

  private static List<Shape> shapes(Block block) {
    return block.getParameters().values().stream().map(p -> p.getArray().getShape()).toList();
  }

  /** Masks that prune rows of one weight, applied. */
  private Masks rows(Block block, String path, int... rows) {
    Shape shape = array(block, path).getShape();
    float[] mask = new float[(int) shape.size()];
    Arrays.fill(mask, 1);
    int width = mask.length / (int) shape.get(0);
    for (int row : rows) {
      Arrays.fill(mask, row * width, (row + 1) * width, 0);
    }
    Masks masks = Masks.of(Map.of(path, manager.create(mask, shape)));
    Pruning.makePermanent(block, masks);
    return masks;
  }

  private static Map<String, float[]> numbers(Block block) {
    Map<String, float[]> numbers = new LinkedHashMap<>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      numbers.put(entry.getKey(), entry.getValue().getArray().toFloatArray());
    }
    return numbers;
  }

  private static void assertUnchanged(Block block, Map<String, float[]> before) {
    Map<String, float[]> now = numbers(block);
    assertThat(now.keySet()).isEqualTo(before.keySet());
    before.forEach((path, numbers) -> assertThat(now.get(path)).isEqualTo(numbers));
  }

  @Test
  void aNeuronsConstantGoesIntoTheNextBias() {
    Block block = initialized(SmallNetwork.create(), new Shape(1, 2));
    set(block, "01Linear_bias", 1, 2, -3, 4, 5, 6, 7, 8);
    set(block, "03Linear_bias", 10, 20);
    set(block, "03Linear_weight", 1, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2, 1);
    Masks masks = rows(block, "01Linear_weight", 1, 2);

    ShrinkReport report = Pruning.shrink(block, masks);

    assertThat(shapes(block))
        .containsExactly(new Shape(6, 2), new Shape(6), new Shape(2, 6), new Shape(2));
    assertThat(array(block, "01Linear_bias").toFloatArray()).containsExactly(1, 4, 5, 6, 7, 8);
    // the second neuron is 2 behind its activation, the third 0
    assertThat(array(block, "03Linear_bias").toFloatArray()).containsExactly(14, 34);
    assertThat(array(block, "03Linear_weight").toFloatArray())
        .containsExactly(1, 4, 5, 6, 7, 8, 8, 5, 4, 3, 2, 1);
    assertThat(report.changes())
        .containsExactly(
            new ShrinkReport.Change("01Linear_weight", new Shape(8, 2), new Shape(6, 2)),
            new ShrinkReport.Change("01Linear_bias", new Shape(8), new Shape(6)),
            new ShrinkReport.Change("03Linear_weight", new Shape(2, 8), new Shape(2, 6)));
    assertThat(report.removed()).isEqualTo(4 + 2 + 4);
    assertThat(report.kept()).isEmpty();
    assertThat(report.masks().shapes())
        .containsExactly(Map.entry("01Linear_weight", new Shape(6, 2)));
    assertThat(block.getOutputShapes(new Shape[] {new Shape(7, 2)}))
        .containsExactly(new Shape(7, 2));
  }

  @Test
  void aPictureNetworkLosesItsFilters() {
    Block block =
        initialized(
            new SequentialBlock()
                .add(conv(6))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(conv(4))
                .add(Activation.reluBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(3).build()),
            new Shape(1, 2, 5, 5));
    Masks masks =
        Pruning.apply(
            block,
            SynapticPruner.builder()
                .optStructure(Structure.neurons())
                .optScope(Scope.UNIFORM)
                .optSchedule(SparsitySchedule.constant(0.5))
                .build());

    ShrinkReport report = Pruning.shrink(block, masks);

    assertThat(report.kept()).isEmpty();
    assertThat(shapes(block))
        .containsExactly(
            new Shape(3, 2, 3, 3),
            new Shape(3),
            new Shape(3),
            new Shape(3),
            new Shape(3),
            new Shape(3),
            new Shape(2, 3, 3, 3),
            new Shape(2),
            new Shape(3, 2 * 5 * 5),
            new Shape(3));
  }

  private static Block conv(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(filters)
        .build();
  }

  @Test
  void theLayersOfARecurrentBlockLoseAsManyUnitsEach() {
    Block block =
        initialized(
            new SequentialBlock()
                .add(LSTM.builder().setNumLayers(2).setStateSize(24).optBatchFirst(true).build())
                .addSingleton(a -> a.get(":, -1"))
                .add(Linear.builder().setUnits(1).build()),
            new Shape(1, 6, 3));
    Masks masks =
        Pruning.apply(
            block,
            SynapticPruner.builder()
                .optStructure(Structure.neurons())
                .optScope(Scope.UNIFORM)
                .optSchedule(SparsitySchedule.constant(0.5))
                .build());

    ShrinkReport report = Pruning.shrink(block, masks);

    assertThat(report.kept()).isEmpty();
    assertThat(array(block, "01LSTM_l_0_i2h_WEIGHT").getShape()).isEqualTo(new Shape(48, 3));
    assertThat(array(block, "01LSTM_l_0_h2h_WEIGHT").getShape()).isEqualTo(new Shape(48, 12));
    assertThat(array(block, "01LSTM_l_1_i2h_WEIGHT").getShape()).isEqualTo(new Shape(48, 12));
    assertThat(array(block, "03Linear_weight").getShape()).isEqualTo(new Shape(1, 12));
  }

  @Test
  void aConstantThatMeetsAPaddedBorderStays() {
    Block block =
        initialized(
            new SequentialBlock().add(conv(3)).add(Activation.reluBlock()).add(conv(2)),
            new Shape(1, 1, 5, 5));
    set(block, "01Conv2d_bias", 1, 0, 2);
    Masks masks = rows(block, "01Conv2d_weight", 0, 1);

    ShrinkReport report = Pruning.shrink(block, masks);

    assertThat(array(block, "01Conv2d_bias").toFloatArray()).containsExactly(1, 2);
    assertThat(report.kept())
        .containsExactly(
            "1 pruned neurons of 01Conv2d stay: their constants reach 03Conv2d differently at its"
                + " borders.");
  }

  @Test
  void outputsAndTheLastNeuronStay() {
    Block block = initialized(SmallNetwork.create(), new Shape(1, 2));
    Masks masks = rows(block, "03Linear_weight", 0);
    ShrinkReport report = Pruning.shrink(block, masks);
    assertThat(report.changes()).isEmpty();
    assertThat(report.masks()).isEqualTo(masks);
    assertThat(report.kept())
        .containsExactly(
            "1 pruned neurons of 03Linear stay: they are what comes out, or go where all channels"
                + " are needed.");

    Masks all = rows(block, "01Linear_weight", 0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(Pruning.shrink(block, all).kept())
        .containsExactly("1 pruned neurons of 01Linear stay: a layer needs one.");
    assertThat(array(block, "01Linear_weight").getShape()).isEqualTo(new Shape(1, 2));
  }

  @Test
  void whatCantBeFollowedIsRefusedByNameAndStaysAsItIs() {
    Block mixing =
        initialized(
            new SequentialBlock()
                .add(Linear.builder().setUnits(4).build())
                .addSingleton(a -> a.softmax(1))
                .add(Linear.builder().setUnits(2).build()),
            new Shape(1, 3));
    Masks masks = rows(mixing, "01Linear_weight", 1);
    Map<String, float[]> before = numbers(mixing);
    assertThatThrownBy(() -> Pruning.shrink(mixing, masks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The pruned channels of 01Linear can't be left out: 02LambdaBlock mixes them with"
                + " others.");
    assertUnchanged(mixing, before);

    Block grouped =
        initialized(
            new SequentialBlock()
                .add(
                    Conv2d.builder()
                        .setKernelShape(new Shape(1, 1))
                        .setFilters(4)
                        .optGroups(2)
                        .build())
                .add(conv(2)),
            new Shape(1, 2, 3, 3));
    Masks filters = rows(grouped, "01Conv2d_weight", 3);
    assertThatThrownBy(() -> Pruning.shrink(grouped, filters))
        .hasMessage(
            "Neurons of 01Conv2d_weight are pruned, but 01Conv2d is a Conv2d, through which they"
                + " can't be followed.");

    Block network = initialized(SmallNetwork.create(), new Shape(1, 2));
    Masks unapplied = Masks.of(Map.of("01Linear_weight", manager.zeros(new Shape(8, 2))));
    assertThatThrownBy(() -> Pruning.shrink(network, unapplied))
        .hasMessageContaining("The masks aren't applied");
  }

  /** A smaller block trains, and its outputs are those of the pruned one. */
  @Test
  void outputsOfOneExampleAndOfManyAreTheSame() {
    Block block = initialized(SmallNetwork.create(), new Shape(1, 2));
    Masks masks = rows(block, "01Linear_weight", 0, 5);
    NDArray x = manager.randomNormal(new Shape(9, 2));
    NDArray before = forward(block, x);
    Pruning.shrink(block, masks);
    assertThat(forward(block, x).allClose(before, 1e-5, 1e-6, false)).isTrue();
  }

  private static NDArray forward(Block block, NDArray x) {
    return block
        .forward(new ParameterStore(x.getManager(), false), new NDList(x), false)
        .singletonOrThrow();
  }
}
