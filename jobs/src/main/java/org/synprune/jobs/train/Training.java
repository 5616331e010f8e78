package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.List;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.series.Protocol;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.TrialOutcome.Epoch;
import org.synprune.jobs.train.TrialOutcome.Layer;

/**
 * One trial from initial weights to score (paper, algorithm 4).
 *
 * <p>Arrays that backward reads live in the batch's manager, which stays open until after the step,
 * and no number takes part in the loss: the engine would free its buffer too early.
 */
final class Training {

  private final Trial trial;
  private final Windows windows;
  private final Stopwatch stopwatch;
  private final Randomness randomness;
  private final StepObserver observer;
  private final NDManager manager;
  private final Block network;
  private final FlatParameters parameters;
  private final Adam adam;
  private final PruningArm pruning;
  private final WindowBatches batches;
  private final Evaluation evaluation;
  private final int[] order;

  /**
   * Builds the network and draws its weights.
   *
   * @param manager owns all arrays of the training; to be closed after it
   */
  Training(
      NDManager manager,
      Trial trial,
      Series series,
      Windows windows,
      Randomness randomness,
      StepObserver observer,
      Stopwatch stopwatch) {
    this.manager = manager;
    this.trial = trial;
    this.windows = windows;
    this.randomness = randomness;
    this.observer = observer;
    this.stopwatch = stopwatch;
    TrainingSettings settings = trial.settings();
    ForecasterSpec spec =
        new ForecasterSpec(
            trial.architecture(),
            trial.lookback(),
            series.width(),
            settings.hidden(),
            trial.dropoutRate(),
            trial.regulariser() == Regulariser.MC_DROPOUT);
    network = Forecasters.build(spec, randomness.dropout());
    network.setInitializer(Initializer.ZEROS, parameter -> true);
    network.initialize(manager, DataType.FLOAT32, Forecasters.inputShape(spec));
    parameters = new FlatParameters(manager, network, randomness.initialWeights(network));
    adam = new Adam(manager, parameters.values(), settings.learningRate());
    batches = new WindowBatches(series, trial.lookback(), settings.batchSize());
    evaluation = new Evaluation(series, windows, network, parameters, manager);
    order = windows.train().clone();
    pruning = PruningArm.of(trial, network, parameters, batchesPerEpoch());
  }

  private int batchesPerEpoch() {
    int batch = trial.settings().batchSize();
    return (order.length + batch - 1) / batch;
  }

  TrialOutcome.Completed run() {
    List<Epoch> epochs = new ArrayList<>();
    List<Layer> layers = new ArrayList<>();
    Checkpoint best = null;
    Checkpoint scored = null;
    for (int epoch = 1; epoch <= trial.settings().epochs(); epoch++) {
      long start = System.nanoTime();
      double trainLoss = trainEpoch(epoch);
      int passes = passes(epoch);
      Evaluation.Errors validation =
          stopwatch.evaluating(() -> evaluation.errors(windows.validation(), passes));
      requireFinite(validation.mse(), "validation", epoch);
      epochs.add(
          new Epoch(
              epoch,
              trainLoss,
              validation.mse(),
              validation.mae(),
              pruning.sparsity(),
              (System.nanoTime() - start) * 1e-9));
      layers.addAll(pruning.layers(epoch));

      if (best == null || validation.mse() < best.validationLoss()) {
        best = checkpoint(epoch, validation.mse());
      }
      if (restores(scored, epoch, validation.mse())) {
        scored = checkpoint(epoch, validation.mse());
      }
      if (trial.protocol() == Protocol.PAPER && stoppedEarly(epochs)) {
        break;
      }
    }
    return score(scored, best, epochs, layers);
  }

  /** Trains one epoch and returns the mean squared error over its windows. */
  private double trainEpoch(int epoch) {
    randomness.shuffle(order);
    int batch = trial.settings().batchSize();
    double sum = 0;
    for (int from = 0; from < order.length; from += batch) {
      int until = Math.min(order.length, from + batch);
      sum += step(epoch, from, until) * (until - from);
    }
    return sum / order.length;
  }

  private double step(int epoch, int from, int until) {
    try (NDManager scope = manager.newSubManager()) {
      WindowBatches.Batch batch = batches.gather(scope, order, from, until);
      NDArray loss = loss(network, parameters.training(), batch.inputs(), batch.labels());
      Autograd.backward(loss);
      double value = loss.getFloat();
      requireFinite(value, "training", epoch);
      pruning.afterBackward(epoch);
      try (NDArray gradient = parameters.takeGradient()) {
        adam.step(parameters.values(), gradient);
        pruning.afterStep();
        observer.afterStep(value, gradient, parameters.values(), pruning);
      }
      return value;
    }
  }

  /** Mean squared error of a batch's forecasts, with arrays as operands only. */
  static NDArray loss(Block network, ParameterStore store, NDArray inputs, NDArray labels) {
    NDArray forecast = network.forward(store, new NDList(inputs), true).singletonOrThrow();
    NDArray error = forecast.sub(labels);
    return error.mul(error).mean();
  }

  private static void requireFinite(double loss, String which, int epoch) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(which + " loss is " + loss + " in epoch " + epoch);
    }
  }

  /** Weights to come back to. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Checkpoint(int epoch, double validationLoss, float[] weights) {}

  private Checkpoint checkpoint(int epoch, double validationLoss) {
    return new Checkpoint(epoch, validationLoss, parameters.snapshot());
  }

  private boolean restores(Checkpoint scored, int epoch, double validationLoss) {
    return switch (trial.protocol()) {
      case STRICT ->
          epoch >= trial.firstCandidate()
              && (scored == null || validationLoss < scored.validationLoss());
      case PAPER -> true;
    };
  }

  /** The scripts' rule: none of the last {@code patience} epochs improved on the one before it. */
  private boolean stoppedEarly(List<Epoch> epochs) {
    int patience = trial.settings().patience();
    int last = epochs.size() - 1;
    if (last < patience) {
      return false;
    }
    for (int i = last; i > last - patience; i--) {
      if (epochs.get(i).validationLoss() < epochs.get(i - 1).validationLoss()) {
        return false;
      }
    }
    return true;
  }

  private TrialOutcome.Completed score(
      Checkpoint scored, Checkpoint best, List<Epoch> epochs, List<Layer> layers) {
    TrialOutcome.Score score = score(scored);
    TrialOutcome.Score scoreOfBest = best.epoch() == scored.epoch() ? score : score(best);
    return new TrialOutcome.Completed(
        trial,
        score,
        scoreOfBest,
        epochs,
        scored.epoch(),
        best.epoch(),
        pruning.size(scored.epoch(), scored.weights().length),
        layers,
        stopwatch.seconds());
  }

  private TrialOutcome.Score score(Checkpoint checkpoint) {
    parameters.restore(checkpoint.weights());
    int passes = passes(trial.settings().epochs());
    return stopwatch.evaluating(() -> evaluation.score(windows.test(), passes));
  }

  /**
   * Passes of a forecast: {@code strict} averages Monte Carlo dropout, and does so on validation
   * rows too as soon as it chooses by them; {@code paper} takes one stochastic pass.
   */
  private int passes(int epoch) {
    boolean averaged =
        trial.regulariser() == Regulariser.MC_DROPOUT
            && trial.protocol() == Protocol.STRICT
            && epoch >= trial.firstCandidate();
    return averaged ? trial.settings().mcPasses() : 1;
  }
}
