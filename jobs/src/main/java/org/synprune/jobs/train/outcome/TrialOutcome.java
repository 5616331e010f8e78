package org.synprune.jobs.train.outcome;

import java.util.List;
import java.util.Objects;
import org.synprune.jobs.grid.Trial;

/** What became of a trial. */
public sealed interface TrialOutcome {

  /**
   * The trial.
   *
   * @return what was trained
   */
  Trial trial();

  /**
   * Wall time of the trial's share of training and scoring.
   *
   * @return seconds
   */
  Seconds seconds();

  /**
   * Trained and scored.
   *
   * @param trial what was trained
   * @param score the scored checkpoint's errors
   * @param scoreOfBestEpoch errors of the epoch with the lowest validation loss of all, as plain
   *     early stopping would give
   * @param epochs one record an epoch run
   * @param restoredEpoch epoch whose weights were scored, counted from 1
   * @param bestEpoch epoch with the lowest validation loss of all, counted from 1
   * @param sparsity the scored weights' sparsity
   * @param layers sparsity by epoch and layer; empty for arms that don't prune
   * @param seconds wall time
   */
  record Completed(
      Trial trial,
      Score score,
      Score scoreOfBestEpoch,
      List<Epoch> epochs,
      int restoredEpoch,
      int bestEpoch,
      Sparsity sparsity,
      List<Layer> layers,
      Seconds seconds)
      implements TrialOutcome {

    /** Copies the lists. */
    public Completed {
      Objects.requireNonNull(trial, "trial");
      epochs = List.copyOf(epochs);
      layers = List.copyOf(layers);
    }
  }

  /**
   * Gave no result.
   *
   * @param trial what was tried
   * @param error class of the error, such as {@code DivergedException}
   * @param message what it said; may be empty
   * @param seconds wall time until then
   */
  record Failed(Trial trial, String error, String message, Seconds seconds)
      implements TrialOutcome {

    /** Validates. */
    public Failed {
      Objects.requireNonNull(trial, "trial");
      Objects.requireNonNull(error, "error");
      Objects.requireNonNull(message, "message");
    }

    /**
     * The outcome of a trial that threw something.
     *
     * @param trial what was tried
     * @param reason what was thrown
     * @param seconds wall time until then
     * @return its outcome, with an empty message if the reason has none
     */
    public static Failed of(Trial trial, Throwable reason, Seconds seconds) {
      return new Failed(
          trial,
          reason.getClass().getSimpleName(),
          Objects.requireNonNullElse(reason.getMessage(), ""),
          seconds);
    }
  }

  /**
   * Forecast errors over the test windows.
   *
   * @param mae mean absolute error, raw units
   * @param rmse root mean squared error, raw units
   * @param mase MAE over the train rows' mean absolute one-step change (Hyndman and Koehler 2006);
   *     NaN where the target never changes
   * @param maeScaled MAE in units of the scaled target, as the paper prints it
   * @param naiveMae MAE of forecasting the last known value on the same windows, raw units
   * @param windows test windows scored
   * @param steps the same for each step of the horizon, if there are several; else empty
   */
  record Score(
      double mae,
      double rmse,
      double mase,
      double maeScaled,
      double naiveMae,
      int windows,
      List<Step> steps) {

    /** Copies the steps. */
    public Score {
      steps = List.copyOf(steps);
    }

    /**
     * Errors of the next step alone.
     *
     * @param mae mean absolute error, raw units
     * @param rmse root mean squared error, raw units
     * @param mase MAE over the train rows' mean absolute one-step change
     * @param maeScaled MAE in units of the scaled target
     * @param naiveMae MAE of forecasting the last known value, raw units
     * @param windows test windows scored
     */
    public Score(
        double mae, double rmse, double mase, double maeScaled, double naiveMae, int windows) {
      this(mae, rmse, mase, maeScaled, naiveMae, windows, List.of());
    }
  }

  /**
   * Forecast errors of one step of the horizon over the test windows.
   *
   * @param step how many time steps ahead, counted from 1
   * @param mae mean absolute error, raw units
   * @param rmse root mean squared error, raw units
   * @param mase MAE over the train rows' mean absolute one-step change
   * @param naiveMae MAE of forecasting the last known value, raw units
   */
  record Step(int step, double mae, double rmse, double mase, double naiveMae) {}

  /**
   * One epoch.
   *
   * @param epoch counted from 1
   * @param trainLoss mean squared error over the epoch's batches, scaled units
   * @param validationLoss mean squared error on the validation windows, scaled units
   * @param validationMae mean absolute error on the validation windows, scaled units
   * @param sparsity share of prunable weights pruned at the epoch's end
   * @param seconds wall time
   */
  record Epoch(
      int epoch,
      double trainLoss,
      double validationLoss,
      double validationMae,
      double sparsity,
      double seconds) {}

  /**
   * One layer at one epoch's end.
   *
   * @param epoch counted from 1
   * @param layer path of the parameter
   * @param total weights
   * @param pruned weights pruned
   * @param sparsity share pruned
   */
  record Layer(int epoch, String layer, long total, long pruned, double sparsity) {}

  /**
   * Size of the scored network.
   *
   * @param planned sparsity that the schedule ends at; 0 for arms that don't prune
   * @param achieved share of prunable weights that are pruned; 0 for arms that don't prune
   * @param parameters all parameters
   * @param nonzeros parameters that aren't pruned
   * @param bytesDense bytes of the weight matrices as float32
   * @param bytesCsr bytes of the weight matrices in compressed sparse rows, pruned weights left out
   */
  record Sparsity(
      double planned,
      double achieved,
      long parameters,
      long nonzeros,
      long bytesDense,
      long bytesCsr) {}

  /**
   * Wall time.
   *
   * @param train seconds of training
   * @param evaluation seconds of validating and testing
   */
  record Seconds(double train, double evaluation) {}
}
