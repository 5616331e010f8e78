package org.synprune.examples;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import org.synprune.pruning.PruningSession;
import org.synprune.pruning.SparsityReport;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.Structure;
import org.synprune.pruning.SynapticPruner;

/**
 * Trains a forecaster of a series in its own training loop, which prunes half of the LSTM's units.
 */
public final class LstmForecaster {

  private static final int LOOKBACK = 12;
  private static final int BATCH = 32;
  private static final int EPOCHS = 20;

  /** The mean absolute errors of the network and of the last known value, on unseen time steps. */
  record Result(double error, double naiveError, SparsityReport report) {}

  private LstmForecaster() {}

  /** Prints the network's sparsity and errors. */
  public static void main(String[] args) throws Exception {
    Result result = run();
    System.out.print(result.report);
    System.out.printf(
        "mean absolute error %.3f; of the last known value %.3f%n",
        result.error, result.naiveError);
  }

  static Result run() throws Exception {
    Engine.getInstance().setRandomSeed(42);
    var pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.cubic(0.1, 0.5, 2, 16))
            .optStructure(Structure.neurons())
            .optExclude("*Linear_weight")
            .build();
    var config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optDevices(new Device[] {Device.cpu()})
            .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build());
    try (Model model = Model.newInstance("forecaster", Device.cpu())) {
      model.setBlock(network());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH, LOOKBACK, 1));
        ArrayDataset data = windows(trainer.getManager(), 0, 640);
        try (PruningSession session = pruner.newSession(model.getBlock())) {
          for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            for (Batch batch : trainer.iterateDataset(data)) {
              EasyTrain.trainBatch(trainer, batch);
              session.afterBackward(epoch);
              trainer.step();
              session.applyMasks();
              batch.close();
            }
          }
          return test(trainer, session.report());
        }
      }
    }
  }

  private static Result test(Trainer trainer, SparsityReport report) throws Exception {
    double error = 0;
    double naiveError = 0;
    int batches = 0;
    for (Batch batch : trainer.iterateDataset(windows(trainer.getManager(), 640, 160))) {
      NDArray x = batch.getData().singletonOrThrow();
      NDArray y = batch.getLabels().singletonOrThrow();
      NDArray forecast = trainer.evaluate(new NDList(x)).singletonOrThrow();
      error += forecast.sub(y).abs().mean().getFloat();
      naiveError += x.get(":, -1, :").sub(y).abs().mean().getFloat();
      batches++;
      batch.close();
    }
    return new Result(error / batches, naiveError / batches, report);
  }

  private static Block network() {
    // 24 units: a number that DJL's LSTM gets right on every processor (see the guide).
    return new SequentialBlock()
        .add(LSTM.builder().setStateSize(24).setNumLayers(1).build())
        .addSingleton(x -> x.get(":, -1, :"))
        .add(Linear.builder().setUnits(1).build());
  }

  /** A sum of two waves; the next value is to be forecast from {@code LOOKBACK} values. */
  private static ArrayDataset windows(NDManager manager, int from, int count) {
    float[] x = new float[count * LOOKBACK];
    float[] y = new float[count];
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < LOOKBACK; i++) {
        x[n * LOOKBACK + i] = valueAt(from + n + i);
      }
      y[n] = valueAt(from + n + LOOKBACK);
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(x, new Shape(count, LOOKBACK, 1)))
        .optLabels(manager.create(y, new Shape(count, 1)))
        .setSampling(BATCH, true)
        .build();
  }

  private static float valueAt(int t) {
    return (float) (0.6 * Math.sin(0.3 * t) + 0.4 * Math.sin(0.7 * t));
  }
}
