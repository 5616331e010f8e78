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
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.util.Random;
import org.synprune.pruning.Masks;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.Structure;
import org.synprune.pruning.SynapticPruner;

/**
 * Trains a transformer's encoder to find one of two motifs in noise. After three epochs two of
 * every four weights are pruned, the pattern that NVIDIA's sparse tensor cores skip; it is trained
 * on with the rest.
 */
public final class TransformerTwoOfFour {

  private static final int STEPS = 10;
  private static final int FEATURES = 16;
  private static final int BATCH = 32;

  /** The accuracy on unseen sequences, and the masks. */
  record Result(double accuracy, Masks masks) {}

  private TransformerTwoOfFour() {}

  /** Prints the sparsity and the accuracy. */
  public static void main(String[] args) throws Exception {
    Result result = run();
    System.out.println(result.masks);
    System.out.printf("%.1f%% of unseen sequences are told right%n", 100 * result.accuracy);
  }

  static Result run() throws Exception {
    Engine.getInstance().setRandomSeed(42);
    var pruner =
        SynapticPruner.builder()
            .optStructure(Structure.nOfM(2, 4))
            .optSchedule(SparsitySchedule.oneShot(0.5, 3))
            .build();
    var config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optDevices(new Device[] {Device.cpu()});
    pruner.attach(config, Optimizer.adam().build());
    try (Model model = Model.newInstance("motifs", Device.cpu())) {
      model.setBlock(network());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH, STEPS, FEATURES));
        EasyTrain.fit(trainer, 8, sequences(trainer.getManager(), 1280, 1), null);
      }
      return new Result(accuracy(model), pruner.masks());
    }
  }

  private static Block network() {
    return new SequentialBlock()
        .add(new TransformerEncoderBlock(FEATURES, 2, 32, 0.1f, Activation::gelu))
        .addSingleton(states -> states.mean(new int[] {1}))
        .add(Linear.builder().setUnits(2).build());
  }

  private static double accuracy(Model model) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      float[] labels = new float[400];
      NDArray x = numbers(manager, new Random(2), labels);
      NDArray told =
          model
              .getBlock()
              .forward(new ParameterStore(manager, false), new NDList(x), false)
              .singletonOrThrow()
              .argMax(1)
              .toType(DataType.FLOAT32, false);
      return (double) told.eq(manager.create(labels)).countNonzero().getLong() / labels.length;
    }
  }

  private static ArrayDataset sequences(NDManager manager, int count, long seed) {
    float[] labels = new float[count];
    NDArray x = numbers(manager, new Random(seed), labels);
    NDArray y = manager.create(labels, new Shape(count, 1));
    return new ArrayDataset.Builder().setData(x).optLabels(y).setSampling(BATCH, true).build();
  }

  /** Noise, with one of two motifs at one of the steps. */
  private static NDArray numbers(NDManager manager, Random random, float[] labels) {
    var motifs = new Random(0);
    float[][] both = new float[2][FEATURES];
    for (float[] motif : both) {
      for (int i = 0; i < FEATURES; i++) {
        motif[i] = 2 * (float) motifs.nextGaussian();
      }
    }
    float[] numbers = new float[labels.length * STEPS * FEATURES];
    for (int n = 0; n < labels.length; n++) {
      int label = random.nextInt(2);
      labels[n] = label;
      int place = random.nextInt(STEPS);
      for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < FEATURES; i++) {
          float signal = step == place ? both[label][i] : 0;
          numbers[(n * STEPS + step) * FEATURES + i] = signal + (float) random.nextGaussian();
        }
      }
    }
    return manager.create(numbers, new Shape(labels.length, STEPS, FEATURES));
  }
}
