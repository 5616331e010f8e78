package org.synprune.examples;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.synprune.pruning.Masks;
import org.synprune.pruning.PrunedModelListener;
import org.synprune.pruning.Pruning;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;

/**
 * Trains a model on that was pruned elsewhere, so that it has zeros but no masks. Its zeros stay; a
 * training without masks would lose them. Masks are saved beside the model at each second epoch.
 * The model is {@link DigitsMlp}'s.
 */
public final class FineTunePruned {

  private static final double SPARSITY = 0.85;

  /** The accuracy on unseen images and the sparsity, pruned and trained on. */
  record Result(double pruned, double tuned, double before, double after, Masks saved) {}

  private FineTunePruned() {}

  /** Prints accuracy and sparsity before and after. */
  public static void main(String[] args) throws Exception {
    Result result = run(Files.createTempDirectory("pruning"));
    System.out.printf(
        "told right: %.1f%% pruned, %.1f%% trained on; sparsity %.3f and %.3f%n",
        100 * result.pruned, 100 * result.tuned, result.before, result.after);
  }

  static Result run(Path folder) throws Exception {
    Engine.getInstance().setRandomSeed(42);
    try (Model model = newModel()) {
      train(model, config().optOptimizer(Optimizer.adam().build()), 3);
      pruneWithoutMasks(model);
      model.save(folder, "elsewhere");
    }
    try (Model model = newModel()) {
      model.load(folder, "elsewhere");
      double pruned = accuracy(model);
      Masks zeros = Masks.ofZeros(model.getBlock());
      var pruner =
          SynapticPruner.builder()
              .optFirstMasks(zeros)
              .optSchedule(SparsitySchedule.constant(zeros.sparsity()))
              .build();
      TrainingConfig config =
          pruner
              .attach(config(), Optimizer.adam().build())
              .addTrainingListeners(new PrunedModelListener(pruner, folder, "tuned", 2));
      train(model, config, 4);
      double tuned = accuracy(model);
      try (Model again = newModel()) {
        Masks saved = Pruning.load(again, folder, "tuned");
        double after = Masks.ofZeros(model.getBlock()).sparsity();
        return new Result(pruned, tuned, zeros.sparsity(), after, saved);
      }
    }
  }

  /** Sets small weights to 0, as any other program might. */
  private static void pruneWithoutMasks(Model model) {
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        NDArray weights = parameter.getArray().stopGradient();
        NDArray ascending = weights.abs().flatten().sort();
        NDArray largest = ascending.get((long) (SPARSITY * ascending.size()) - 1);
        weights.muli(weights.abs().gt(largest).toType(weights.getDataType(), false));
      }
    }
  }

  private static Model newModel() {
    Model model = Model.newInstance("digits", Device.cpu());
    model.setBlock(DigitsMlp.network());
    return model;
  }

  private static DefaultTrainingConfig config() {
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .optDevices(new Device[] {Device.cpu()});
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
