package org.synprune.examples;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.util.Random;
import org.synprune.pruning.Pruning;
import org.synprune.pruning.ShrinkReport;
import org.synprune.pruning.SparsityReport;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.Structure;
import org.synprune.pruning.SynapticPruner;

/**
 * Trains a residual network on pictures of crosses, rings and stripes, prunes half of the filters
 * within its residual blocks, and removes them: the network becomes smaller, and its answers stay.
 */
public final class ResNetPictures {

  private static final int SIZE = 12;
  private static final int CHANNELS = 8;
  private static final int CLASSES = 3;
  private static final int BATCH = 32;
  private static final int EPOCHS = 6;

  /** The accuracy on unseen pictures, pruned and shrunken, and what was removed. */
  record Result(
      double pruned,
      double shrunken,
      long parameters,
      SparsityReport report,
      ShrinkReport shrunk) {}

  private ResNetPictures() {}

  /** Prints what was removed and the accuracy before and after. */
  public static void main(String[] args) throws Exception {
    Result result = run();
    System.out.print(result.report);
    result.shrunk.changes().forEach(System.out::println);
    System.out.printf(
        "%d of %d numbers removed; told right: %.1f%% before, %.1f%% after%n",
        result.shrunk.removed(), result.parameters, 100 * result.pruned, 100 * result.shrunken);
  }

  static Result run() throws Exception {
    Engine.getInstance().setRandomSeed(42);
    // Filters whose outputs are added to a shortcut have to stay: those of the first convolution,
    // and
    // of the second one in each block.
    var pruner =
        SynapticPruner.builder()
            .optStructure(Structure.neurons())
            .optSchedule(SparsitySchedule.cubic(0.2, 0.5, 1, EPOCHS))
            .optInclude("*ParallelBlock*_01Conv2d_weight")
            .build();
    var config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optDevices(new Device[] {Device.cpu()});
    pruner.attach(config, Optimizer.adam().build());
    try (Model model = Model.newInstance("pictures", Device.cpu())) {
      model.setBlock(network());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH, 1, SIZE, SIZE));
        EasyTrain.fit(trainer, EPOCHS, pictures(trainer.getManager(), 960, 1), null);
      }
      Block block = model.getBlock();
      long parameters = count(block);
      SparsityReport report = SparsityReport.of(pruner.masks(), block);
      double pruned = accuracy(model);
      ShrinkReport shrunk = Pruning.shrink(block, pruner.masks());
      return new Result(pruned, accuracy(model), parameters, report, shrunk);
    }
  }

  private static Block network() {
    return new SequentialBlock()
        .add(convolution())
        .add(BatchNorm.builder().build())
        .add(Activation.reluBlock())
        .add(residual())
        .add(residual())
        .add(Pool.globalAvgPool2dBlock())
        .add(Linear.builder().setUnits(CLASSES).build());
  }

  private static Block residual() {
    Block branch =
        new SequentialBlock()
            .add(convolution())
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock())
            .add(convolution())
            .add(BatchNorm.builder().build());
    return new ParallelBlock(
            both -> {
              NDArray sum = both.get(0).singletonOrThrow().add(both.get(1).singletonOrThrow());
              return new NDList(Activation.relu(sum));
            })
        .add(branch)
        .add(Blocks.identityBlock());
  }

  private static Block convolution() {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(CHANNELS)
        .build();
  }

  private static long count(Block block) {
    return block.getParameters().values().stream().mapToLong(p -> p.getArray().size()).sum();
  }

  private static double accuracy(Model model) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      Random random = new Random(2);
      int count = 300;
      float[] labels = new float[count];
      NDArray x = pixels(manager, random, labels);
      NDArray told =
          model
              .getBlock()
              .forward(new ParameterStore(manager, false), new NDList(x), false)
              .singletonOrThrow()
              .argMax(1)
              .toType(DataType.FLOAT32, false);
      return (double) told.eq(manager.create(labels)).countNonzero().getLong() / count;
    }
  }

  private static ArrayDataset pictures(NDManager manager, int count, long seed) {
    float[] labels = new float[count];
    NDArray x = pixels(manager, new Random(seed), labels);
    NDArray y = manager.create(labels, new Shape(count, 1));
    return new ArrayDataset.Builder().setData(x).optLabels(y).setSampling(BATCH, true).build();
  }

  /** Draws a picture for each label: a cross, a ring or stripes, somewhere in noise. */
  private static NDArray pixels(NDManager manager, Random random, float[] labels) {
    float[] pixels = new float[labels.length * SIZE * SIZE];
    for (int n = 0; n < labels.length; n++) {
      int label = random.nextInt(CLASSES);
      labels[n] = label;
      int centerX = 4 + random.nextInt(4);
      int centerY = 4 + random.nextInt(4);
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          boolean ink = isInk(label, x - centerX, y - centerY);
          pixels[(n * SIZE + y) * SIZE + x] =
              (ink ? 1.5f : 0) + 0.5f * (float) random.nextGaussian();
        }
      }
    }
    return manager.create(pixels, new Shape(labels.length, 1, SIZE, SIZE));
  }

  private static boolean isInk(int label, int x, int y) {
    int far = Math.max(Math.abs(x), Math.abs(y));
    return switch (label) {
      case 0 -> far <= 3 && (x == 0 || y == 0);
      case 1 -> far == 3;
      default -> far <= 3 && Math.floorMod(y, 2) == 0;
    };
  }
}
