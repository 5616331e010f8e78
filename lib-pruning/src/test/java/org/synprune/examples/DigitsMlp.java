package org.synprune.examples;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.util.Random;
import org.synprune.pruning.SparsityReport;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;

/** Trains a classifier of images, 28 x 28 in ten classes as in MNIST, and prunes 90% of it. */
public final class DigitsMlp {

  static final int CLASSES = 10;
  static final int PIXELS = 28 * 28;
  static final int BATCH = 50;

  /** The accuracy on unseen images, and the sparsity. */
  record Result(double accuracy, SparsityReport report) {}

  private DigitsMlp() {}

  /** Prints the network's sparsity and accuracy. */
  public static void main(String[] args) throws Exception {
    Result result = run();
    System.out.print(result.report);
    System.out.printf("%.1f%% of unseen images are told right%n", 100 * result.accuracy);
  }

  static Result run() throws Exception {
    int epochs = 10;
    Engine.getInstance().setRandomSeed(42);
    var pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.cubic(0.3, 0.9, 2, epochs))
            .optPlan(epochs, 2000 / BATCH)
            .build();
    var config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optDevices(new Device[] {Device.cpu()});
    pruner.attach(config, Optimizer.adam().build());
    try (Model model = Model.newInstance("digits", Device.cpu())) {
      model.setBlock(network());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH, PIXELS));
        NDManager manager = trainer.getManager();
        EasyTrain.fit(trainer, epochs, images(manager, 2000, 1), null);
        return new Result(accuracy(trainer), pruner.report());
      }
    }
  }

  static Block network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(128).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(CLASSES).build());
  }

  /** Returns the accuracy on 500 unseen images. */
  static double accuracy(Trainer trainer) throws Exception {
    double right = 0;
    int batches = 0;
    for (Batch batch : trainer.iterateDataset(images(trainer.getManager(), 500, 2))) {
      NDArray told = trainer.evaluate(batch.getData()).singletonOrThrow().argMax(1);
      NDArray label = batch.getLabels().singletonOrThrow().flatten();
      right += told.toType(DataType.FLOAT32, false).eq(label).countNonzero().getLong();
      batches++;
      batch.close();
    }
    return right / (BATCH * batches);
  }

  /** Each class is one picture of random pixels; its images are that picture with heavy noise. */
  static ArrayDataset images(NDManager manager, int count, long seed) {
    var pictures = new Random(0);
    float[][] byClass = new float[CLASSES][PIXELS];
    for (float[] picture : byClass) {
      for (int i = 0; i < PIXELS; i++) {
        picture[i] = (float) pictures.nextGaussian();
      }
    }
    var noise = new Random(seed);
    float[] pixels = new float[count * PIXELS];
    float[] labels = new float[count];
    for (int n = 0; n < count; n++) {
      int label = noise.nextInt(CLASSES);
      labels[n] = label;
      for (int i = 0; i < PIXELS; i++) {
        pixels[n * PIXELS + i] = byClass[label][i] + 3 * (float) noise.nextGaussian();
      }
    }
    NDArray x = manager.create(pixels, new Shape(count, PIXELS));
    NDArray y = manager.create(labels, new Shape(count, 1));
    return new ArrayDataset.Builder().setData(x).optLabels(y).setSampling(BATCH, true).build();
  }
}
