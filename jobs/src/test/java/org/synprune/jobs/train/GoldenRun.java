package org.synprune.jobs.train;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Placement;
import org.synprune.pruning.Preset;

/**
 * A training that PyTorch did (a reference of its own in {@code src/test/python}), done again by
 * {@link TrialTrainer} from the same weights and batches, and held against it step by step. Also
 * for the check of a GPU, which has the tests' classes with it.
 */
public final class GoldenRun {

  /** The trace of preset {@code paper} that forecasts several steps. */
  private static final String HORIZON = "horizon";

  private static final String ANCHORED = "anchored-";

  /**
   * The arms of the traces: of the next step, under protocol {@code anchored}, of several steps.
   */
  public static final List<String> ARMS =
      List.of(
          "none",
          "paper",
          "reference-code",
          "anchored-none",
          "anchored-paper",
          "anchored-reference-code",
          HORIZON);

  private static final double LOSS = 1e-5;
  private static final double GRADIENT = 2e-5;
  private static final double WEIGHT = 1e-5;
  private static final double SUM = 1e-6;

  final GoldenTrace trace;
  final GoldenComparison comparison;
  final Replay replay;

  /** The largest relative deviation of an epoch's validation loss. */
  final double validation;

  private GoldenRun(
      GoldenTrace trace, GoldenComparison comparison, Replay replay, double validation) {
    this.trace = trace;
    this.comparison = comparison;
    this.replay = replay;
    this.validation = validation;
  }

  /**
   * Trains.
   *
   * @param device where
   * @param placement where the rest is computed
   * @param architecture the network
   * @param arm one of {@link #ARMS}
   * @return how far it is from the trace
   * @throws IllegalStateException if the training fails
   */
  public static GoldenRun of(
      Device device, Placement placement, Architecture architecture, String arm) {
    GoldenTrace trace = GoldenTrace.read(architecture.id() + "-" + arm);
    String preset = arm.replace(ANCHORED, "").replace(HORIZON, "paper");
    boolean prunes = !preset.equals("none");
    Trial trial =
        trace.trial(
            architecture,
            prunes ? Regulariser.SYNAPTIC_PRUNING : Regulariser.NONE,
            prunes
                ? Preset.valueOf(preset.toUpperCase(Locale.ROOT).replace('-', '_'))
                : Preset.PAPER);
    Replay replay = trace.replay();
    GoldenComparison comparison = new GoldenComparison(trace, replay.starts());
    TrialOutcome ended =
        new TrialTrainer(device, placement, seed -> replay, comparison)
            .train(List.of(trial), trace.series())
            .get(0);
    if (!(ended instanceof Completed outcome)) {
      throw new IllegalStateException("the training failed: " + ended);
    }
    double validation = 0;
    for (int i = 0; i < trace.validation.length; i++) {
      double loss = outcome.epochs().get(i).validationLoss();
      validation = Math.max(validation, Math.abs(loss / trace.validation[i] - 1));
    }
    return new GoldenRun(trace, comparison, replay, validation);
  }

  /**
   * What deviates by more than it may.
   *
   * @param slack 1 for the limits of a CPU, more where sums are formed in another order
   * @return a line for each such quantity; empty if all is well
   */
  public List<String> faults(double slack) {
    List<String> faults = new ArrayList<>();
    hold(faults, "loss", comparison.loss, LOSS * slack);
    hold(faults, "gradient norm", comparison.gradientNorm, GRADIENT * slack);
    hold(faults, "a weight", comparison.weight, WEIGHT * slack);
    hold(faults, "norm of the weights", comparison.norm, SUM * slack);
    hold(faults, "checksum of the weights", comparison.checksum, SUM * slack);
    hold(faults, "validation loss", validation, LOSS * slack);
    if (comparison.unexplainedBits > 0) {
      faults.add(comparison.unexplainedBits + " mask bits differ that no tie explains");
    }
    if (comparison.steps != trace.steps()) {
      faults.add(comparison.steps + " steps, expected " + trace.steps());
    }
    return faults;
  }

  private static void hold(List<String> faults, String name, double deviation, double limit) {
    // Not a number is no deviation that is small enough.
    if (!(deviation < limit)) {
      faults.add(
          String.format(Locale.ROOT, "%s deviates by %.1e, limit %.0e", name, deviation, limit));
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s; validation loss %.1e", comparison, validation);
  }
}
