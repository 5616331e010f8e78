package org.synprune.examples;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.synprune.pruning.Masks;
import org.synprune.pruning.Pruning;
import org.synprune.pruning.SparseWeights;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;

/**
 * Loads a trained model from disk, prunes 90% of it in one step, trains the remaining weights for
 * three more epochs and saves them in a small file. The model is {@link DigitsMlp}'s.
 */
public final class PruneLoadedModel {

  private static final double SPARSITY = 0.9;

  /** The accuracy on unseen images after each step, and the sizes of the two files. */
  record Result(
      double trained, double pruned, double tuned, double reloaded, long bytes, long sparseBytes) {}

  private PruneLoadedModel() {}

  /** Prints the accuracy after each step and the sizes. */
  public static void main(String[] args) throws Exception {
    Result result = run(Files.createTempDirectory("pruning"));
    System.out.printf(
        "told right: %.1f%% trained, %.1f%% pruned, %.1f%% trained on, %.1f%% read back%n",
        100 * result.trained, 100 * result.pruned, 100 * result.tuned, 100 * result.reloaded);
    System.out.printf("%d bytes became %d%n", result.bytes, result.sparseBytes);
  }

  static Result run(Path folder) throws Exception {
    Engine.getInstance().setRandomSeed(42);
    try (Model model = newModel()) {
      train(model, config(), 5);
      model.save(folder, "digits");
    }
    Path zip = folder.resolve("digits.zip");
    double trained;
    double pruned;
    double tuned;
    try (Model model = newModel()) {
      model.load(folder, "digits");
      trained = accuracy(model);
      Masks masks = Pruning.apply(model.getBlock(), SPARSITY);
      pruned = accuracy(model);
      var pruner =
          SynapticPruner.builder()
              .optFirstMasks(masks)
              .optSchedule(SparsitySchedule.constant(SPARSITY))
              .build();
      train(model, pruner.attach(config(), Optimizer.adam().build()), 3);
      tuned = accuracy(model);
      SparseWeights.of(model.getBlock(), pruner.masks()).save(zip);
    }
    try (Model model = newModel()) {
      model
          .getBlock()
          .initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, DigitsMlp.PIXELS));
      SparseWeights.load(zip).writeTo(model.getBlock());
      long bytes = Files.size(folder.resolve("digits-0000.params"));
      return new Result(trained, pruned, tuned, accuracy(model), bytes, Files.size(zip));
    }
  }

  private static Model newModel() {
    Model model = Model.newInstance("digits", Device.cpu());
    model.setBlock(DigitsMlp.network());
    return model;
  }

  private static DefaultTrainingConfig config() {
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .optDevices(new Device[] {Device.cpu()})
        .optOptimizer(Optimizer.adam().build());
  }

  private static void train(Model model, TrainingConfig config, int epochs) throws Exception {
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(DigitsMlp.BATCH, DigitsMlp.PIXELS));
      EasyTrain.fit(trainer, epochs, DigitsMlp.images(trainer.getManager(), 2000, 1), null);
    }
  }

  private static double accuracy(Model model) throws Exception {
    try (Trainer trainer = model.newTrainer(config())) {
      trainer.initialize(new Shape(DigitsMlp.BATCH, DigitsMlp.PIXELS));
      return DigitsMlp.accuracy(trainer);
    }
  }
}
