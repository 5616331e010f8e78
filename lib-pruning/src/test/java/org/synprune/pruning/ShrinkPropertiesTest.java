package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A shrunken network gives what the pruned one gave. */
class ShrinkPropertiesTest {

  private static final int BATCH = 3;

  @Property(tries = 200)
  void shrunkenIsMasked(@ForAll long seed, @ForAll @IntRange(max = 4) int kind) {
    SplittableRandom draws = new SplittableRandom(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = network(kind, draws);
      network.block.initialize(manager, DataType.FLOAT32, network.input);
      disturb(network.block, draws);
      NDArray x = manager.randomNormal(network.input);
      boolean silent = draws.nextBoolean();
      Masks masks = silent ? asNeurons(network.block, draws) : rows(network.block, draws);
      float[] before = forward(network.block, x);
      long weights = count(network.block);

      ShrinkReport report = Pruning.shrink(network.block, masks);

      assertClose(forward(network.block, x), before);
      assertThat(count(network.block)).isEqualTo(weights - report.removed());
      assertThat(report.masks().shapes())
          .allSatisfy(
              (path, shape) ->
                  assertThat(network.block.getParameters().get(path).getArray().getShape())
                      .isEqualTo(shape));
      if (silent && report.kept().isEmpty()) {
        // Nothing that is wholly pruned is left.
        assertThat(Pruning.shrink(network.block, report.masks()).changes()).isEmpty();
      }
      assertThat(network.block.getOutputShapes(new Shape[] {network.input})[0])
          .isEqualTo(forwardShape(network.block, x));
    }
  }

  private record Network(SequentialBlock block, Shape input) {}

  private static Network network(int kind, SplittableRandom draws) {
    return switch (kind) {
      case 0 -> mlp(draws);
      case 1 -> pictures(draws);
      case 2 -> series(draws);
      case 3 -> recurrent(draws);
      default -> residual(draws);
    };
  }

  private static Block activation(SplittableRandom draws) {
    return switch (draws.nextInt(5)) {
      case 0 -> Activation.reluBlock();
      case 1 -> Activation.tanhBlock();
      case 2 -> Activation.sigmoidBlock();
      case 3 -> Activation.geluBlock();
      default -> Activation.leakyReluBlock(0.1f);
    };
  }

  private static Network mlp(SplittableRandom draws) {
    SequentialBlock block = new SequentialBlock();
    int layers = draws.nextInt(1, 4);
    for (int i = 0; i < layers; i++) {
      block.add(
          Linear.builder().setUnits(draws.nextInt(2, 12)).optBias(draws.nextInt(4) > 0).build());
      if (draws.nextInt(3) == 0) {
        block.add(BatchNorm.builder().build());
      }
      block.add(activation(draws));
      if (draws.nextInt(4) == 0) {
        block.add(Dropout.builder().optRate(0.3f).build());
      }
      if (draws.nextInt(5) == 0) {
        block.add(LayerNorm.builder().build());
      }
    }
    block.add(Linear.builder().setUnits(3).build());
    return new Network(block, new Shape(BATCH, draws.nextInt(2, 9)));
  }

  private static Network pictures(SplittableRandom draws) {
    SequentialBlock block = new SequentialBlock();
    int layers = draws.nextInt(1, 4);
    for (int i = 0; i < layers; i++) {
      int padding = draws.nextInt(2);
      block.add(
          Conv2d.builder()
              .setKernelShape(new Shape(3, 3))
              .setFilters(draws.nextInt(2, 9))
              .optPadding(new Shape(padding, padding))
              .optBias(draws.nextInt(3) > 0)
              .build());
      if (draws.nextBoolean()) {
        block.add(BatchNorm.builder().build());
      }
      block.add(activation(draws));
    }
    switch (draws.nextInt(3)) {
      case 0 -> block.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
      case 1 -> block.add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
      default -> block.add(Pool.globalAvgPool2dBlock());
    }
    block.add(Blocks.batchFlattenBlock());
    block.add(Linear.builder().setUnits(draws.nextInt(2, 7)).build());
    block.add(activation(draws));
    block.add(Linear.builder().setUnits(3).build());
    return new Network(block, new Shape(BATCH, draws.nextInt(1, 4), 10, 9));
  }

  private static Network series(SplittableRandom draws) {
    SequentialBlock block = new SequentialBlock();
    int layers = draws.nextInt(1, 3);
    for (int i = 0; i < layers; i++) {
      block.add(
          Conv1d.builder().setKernelShape(new Shape(3)).setFilters(draws.nextInt(2, 9)).build());
      block.add(activation(draws));
    }
    block.addSingleton(a -> a.get(":, :, -1"));
    block.add(Linear.builder().setUnits(2).build());
    return new Network(block, new Shape(BATCH, draws.nextInt(1, 4), 12));
  }

  private static Network recurrent(SplittableRandom draws) {
    SequentialBlock block = new SequentialBlock();
    int layers = draws.nextInt(1, 3);
    // Numbers of units at which DJL's LSTM is right on all processors.
    int units = draws.nextInt(17, 24);
    boolean bias = draws.nextInt(3) > 0;
    switch (draws.nextInt(3)) {
      case 0 ->
          block.add(
              RNN.builder()
                  .setNumLayers(layers)
                  .setStateSize(units)
                  .optHasBiases(bias)
                  .setActivation(RNN.Activation.TANH)
                  .optBatchFirst(true)
                  .build());
      case 1 ->
          block.add(
              GRU.builder()
                  .setNumLayers(layers)
                  .setStateSize(units)
                  .optHasBiases(bias)
                  .optBatchFirst(true)
                  .build());
      default ->
          block.add(
              LSTM.builder()
                  .setNumLayers(layers)
                  .setStateSize(units)
                  .optHasBiases(bias)
                  .optBatchFirst(true)
                  .build());
    }
    block.addSingleton(a -> a.get(":, -1"));
    block.add(Linear.builder().setUnits(draws.nextInt(2, 8)).build());
    block.add(activation(draws));
    block.add(Linear.builder().setUnits(2).build());
    return new Network(block, new Shape(BATCH, 5, draws.nextInt(1, 5)));
  }

  /** Convolutions in a branch beside a shortcut. */
  private static Network residual(SplittableRandom draws) {
    int channels = draws.nextInt(2, 7);
    SequentialBlock branch =
        new SequentialBlock()
            .add(convolution(draws.nextInt(2, 9)))
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock())
            .add(convolution(channels))
            .add(BatchNorm.builder().build());
    SequentialBlock block =
        new SequentialBlock()
            .add(convolution(channels))
            .add(Activation.reluBlock())
            .add(
                new ParallelBlock(
                        lists ->
                            new NDList(
                                lists
                                    .get(0)
                                    .singletonOrThrow()
                                    .add(lists.get(1).singletonOrThrow())))
                    .add(branch)
                    .add(Blocks.identityBlock()))
            .add(Activation.reluBlock())
            .add(Pool.globalAvgPool2dBlock())
            .add(Linear.builder().setUnits(3).build());
    return new Network(block, new Shape(BATCH, 2, 8, 8));
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .setFilters(filters)
        .optPadding(new Shape(1, 1))
        .build();
  }

  /** Gives biases, scales and running means numbers, as a training does. */
  private static void disturb(Block block, SplittableRandom draws) {
    for (Pair<String, Parameter> entry : block.getParameters()) {
      NDArray array = entry.getValue().getArray().stopGradient();
      float[] numbers = new float[(int) array.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) draws.nextDouble(-0.8, 0.8);
        if (entry.getKey().contains("unningVar") || entry.getKey().contains("gamma")) {
          numbers[i] = 0.5f + Math.abs(numbers[i]);
        }
      }
      array.set(
          new ai.djl.ndarray.index.NDIndex("..."),
          array.getManager().create(numbers, array.getShape()));
    }
  }

  /** Prunes neurons as a pruner does: nothing is left of them. */
  private static Masks asNeurons(Block block, SplittableRandom draws) {
    return Pruning.apply(
        block,
        SynapticPruner.builder()
            .optStructure(Structure.neurons())
            .optScope(draws.nextBoolean() ? Scope.GLOBAL : Scope.UNIFORM)
            .optSchedule(SparsitySchedule.constant(draws.nextDouble(0.1, 0.8)))
            .build());
  }

  /** Prunes rows at random, whose biases and normalisations stay. */
  private static Masks rows(Block block, SplittableRandom draws) {
    Map<String, NDArray> arrays = new TreeMap<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Pair<String, Parameter> entry : block.getParameters()) {
        Shape shape = entry.getValue().getArray().getShape();
        if (entry.getValue().getType() == Parameter.Type.WEIGHT && shape.dimension() > 1) {
          float[] mask = new float[(int) shape.size()];
          int rows = (int) shape.get(0);
          for (int row = 0; row < rows; row++) {
            boolean pruned = draws.nextInt(3) == 0;
            for (int i = 0; i < mask.length / rows; i++) {
              mask[row * (mask.length / rows) + i] = pruned || draws.nextInt(6) == 0 ? 0 : 1;
            }
          }
          arrays.put(entry.getKey(), manager.create(mask, shape));
        }
      }
      Masks masks = Masks.of(arrays);
      Pruning.makePermanent(block, masks);
      return masks;
    }
  }

  private static float[] forward(Block block, NDArray x) {
    return output(block, x).toFloatArray();
  }

  private static Shape forwardShape(Block block, NDArray x) {
    return output(block, x).getShape();
  }

  private static NDArray output(Block block, NDArray x) {
    return block
        .forward(new ParameterStore(x.getManager(), false), new NDList(x), false)
        .singletonOrThrow();
  }

  private static long count(Block block) {
    return block.getParameters().values().stream().mapToLong(p -> p.getArray().size()).sum();
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("output %d", i)
          .isLessThanOrEqualTo(1e-5f * Math.max(1, Math.abs(expected[i])));
    }
  }
}
