package org.synprune.jobs.sweep.units;

import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Patches;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.train.ForecasterFlop;

/**
 * Estimates how long one core trains a trial and scores it, side by side with others. Counts what
 * there is to do (windows, operations of the matrix products, activations) and takes the speeds of
 * the processor that they were measured on, so that on another the ratios hold, not the times.
 */
final class CostModel {

  private static final double PAPER_TRAIN_SHARE = 0.8;

  /** The gates of a recurrent layer, for each of its units. */
  private static final int LSTM_GATES = 4;

  private static final int ENCODERS = 2;

  /** Dense layers that a network of own code is guessed to have. */
  private static final int OWN_LAYERS = 2;

  /** Results of elementwise operations of an encoder, for each number of a token. */
  private static final int ENCODER_RESULTS = 12;

  /** Those of a patch alone, which attends to nothing else. */
  private static final int LONE_RESULTS = 9;

  /** Elementwise operations on each score of a patch for another, by each head. */
  private static final int SCORE_RESULTS = 3;

  /** To draw what an activation is multiplied with; in recurrent networks that of the last step. */
  private static final double NANOS_TO_DROP = 0.7;

  /** What an epoch takes besides its batches. */
  private static final double EPOCH_NANOS = 0.5e6;

  /** What any batch of forecasts takes, as a share of what one of training does. */
  private static final double FORECAST_BATCH = 0.25;

  private CostModel() {}

  /**
   * Speeds as measured (AMD with AVX-512, two cores busy, a stack of usual size).
   *
   * @param flop operations of matrix products in a nanosecond
   * @param activation nanoseconds for an activation and its slope
   * @param forecast share of that for the activation alone
   * @param batch nanoseconds for what any batch takes, shared by the trials of a stack
   * @param trial nanoseconds for the rest of a trial: drawing weights, writing rows, and its share
   *     of the batches before the program is compiled, of a sweep of 20 trials
   */
  private record Speed(
      double flop, double activation, double forecast, double batch, double trial) {

    /** Of own code, by the engine's operations and gradients, one network at a time. */
    private static final Speed GUESSED = new Speed(50, 5, 0.33, 500_000, 6e7);

    static Speed of(Architecture architecture) {
      return switch (architecture.kind()) {
        case RNN -> new Speed(150, 1.3, 0.33, 10_000, 5e6);
        case LSTM -> new Speed(215, 2, 0.33, 30_000, 3e7);
        case PATCHTST -> new Speed(220, 1.8, 0.5, 400_000, 6e7);
        case OWN -> GUESSED;
      };
    }
  }

  /**
   * How many windows there are to forecast. A few less where rows are missing.
   *
   * @param train in an epoch
   * @param validation after each epoch
   * @param test at the end
   */
  private record Counts(double train, double validation, double test) {

    static Counts of(SeriesInfo info, int lookback, int horizon) {
      int last = horizon - 1;
      if (info.protocol() == Protocol.PAPER) {
        double windows = Math.max(0, info.rows() - lookback - last);
        double rest = windows * (1 - PAPER_TRAIN_SHARE);
        return new Counts(windows * PAPER_TRAIN_SHARE, rest, rest);
      }
      return new Counts(
          Math.max(0, info.trainEnd() - lookback - last),
          Math.max(0, info.validationEnd() - info.trainEnd() - last),
          Math.max(0, info.rows() - info.validationEnd() - last));
    }
  }

  /**
   * The time of a trial.
   *
   * @param trial the trial
   * @param info the series that it is trained on
   * @return nanoseconds of one core
   */
  static double cost(Trial trial, SeriesInfo info) {
    return Speed.of(trial.architecture()).trial() + batches(trial, info);
  }

  /** The same without what a trial takes besides its batches. */
  static double batches(Trial trial, SeriesInfo info) {
    TrainingSettings settings = trial.settings();
    Speed speed = Speed.of(trial.architecture());
    Counts counts = Counts.of(info, trial.lookback(), trial.horizon());
    ForecasterFlop flop =
        new ForecasterFlop(
            trial.architecture(),
            trial.lookback(),
            info.features().size(),
            trial.horizon(),
            settings.hidden());
    double activations = activations(trial);
    double training = flop.ofTraining() / speed.flop() + activations * speed.activation();
    double epoch =
        counts.train() * training * dropout(trial)
            + Math.ceil(counts.train() / settings.batchSize()) * speed.batch();
    double forecast =
        flop.ofForecast() / speed.flop()
            + activations * speed.activation() * speed.forecast()
            + FORECAST_BATCH * speed.batch() / settings.batchSize();
    double more = (trial.scoredPasses() - 1) * anotherPass(trial, forecast, activations);
    int averaged = settings.epochs() - trial.firstCandidate() + 1;
    return settings.epochs() * (EPOCH_NANOS + epoch + counts.validation() * forecast)
        + averaged * counts.validation() * more
        + counts.test() * (forecast + more);
  }

  private static double activations(Trial trial) {
    double units = trial.settings().hidden();
    return switch (trial.architecture().kind()) {
      case RNN -> trial.lookback() * units;
      case LSTM -> trial.lookback() * LSTM_GATES * units;
      case PATCHTST -> {
        double patches = Patches.of(trial.lookback()).count();
        double scores = patches * patches * ForecasterSpec.HEADS * SCORE_RESULTS;
        yield ENCODERS
            * (patches == 1 ? LONE_RESULTS * units : ENCODER_RESULTS * patches * units + scores);
      }
      case OWN -> OWN_LAYERS * units;
    };
  }

  private static double anotherPass(Trial trial, double forecast, double activations) {
    return trial.architecture().equals(Architecture.PATCHTST)
        ? forecast + activations * NANOS_TO_DROP
        : trial.settings().hidden() * NANOS_TO_DROP;
  }

  /** What dropout costs over none. */
  private static double dropout(Trial trial) {
    if (!trial.architecture().equals(Architecture.PATCHTST)) {
      return 1; // there is one dropout layer behind all steps
    }
    if (trial.regulariser().learnsRate()) {
      return 2.2;
    }
    return trial.dropoutRate() > 0 ? 1.1 : 1;
  }
}
