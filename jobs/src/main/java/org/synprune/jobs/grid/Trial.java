package org.synprune.jobs.grid;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.synprune.pruning.Preset;

/**
 * One training: everything that its result depends on besides the data.
 *
 * @param dataset name of the data set
 * @param protocol how it is split and scored
 * @param architecture the network
 * @param lookback rows of the input window
 * @param spec the arm
 * @param seed seeds initial weights, batch order and dropout; trials that share a seed are paired
 * @param settings what all arms share; see {@link #resolved} for those that hold for this one
 * @param variant which of these settings the grid varies, and the horizon
 */
public record Trial(
    String dataset,
    Protocol protocol,
    Architecture architecture,
    int lookback,
    ArmSpec spec,
    long seed,
    TrainingSettings settings,
    Variant variant)
    implements Serializable {

  /**
   * Validates.
   *
   * @throws InvalidSettingException if the arm's settings are out of their ranges or don't suit it
   */
  public Trial {
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(variant, "variant");
    if (lookback < 1) {
      throw new IllegalArgumentException("lookback is " + lookback + ", expected 1 row or more");
    }
    Regulariser regulariser = spec.regulariser();
    double rate = spec.own().over(settings).dropoutRate();
    // Its noise has the variance of an ordinary dropout's, rate / (1 - rate), and stays below 1.
    double limit = regulariser == Regulariser.VARIATIONAL_DROPOUT ? 0.5 : 1;
    if (regulariser.learnsRate() && !(rate > 0 && rate < limit)) {
      throw new InvalidSettingException(
          "training",
          "has dropout-rate = %s, expected above 0 and below %s for %s to begin with",
          rate,
          limit,
          regulariser.id());
    }
  }

  /**
   * A trial of an arm that shares all settings with the others, in a grid that varies none.
   *
   * @param dataset name of the data set
   * @param protocol how it is split and scored
   * @param architecture the network
   * @param lookback rows of the input window
   * @param regulariser the arm
   * @param seed seeds initial weights, batch order and dropout
   * @param settings what all arms share
   */
  public Trial(
      String dataset,
      Protocol protocol,
      Architecture architecture,
      int lookback,
      Regulariser regulariser,
      long seed,
      TrainingSettings settings) {
    this(
        dataset,
        protocol,
        architecture,
        lookback,
        ArmSpec.of(regulariser),
        seed,
        settings,
        Variant.NONE);
  }

  /**
   * What is done about overfitting.
   *
   * @return the arm's regulariser
   */
  public Regulariser regulariser() {
    return spec.regulariser();
  }

  /**
   * The parts of lib-pruning that it prunes with.
   *
   * @return the parts; empty if the regulariser says it
   */
  public Optional<PruningParts> composition() {
    return spec.composition();
  }

  /**
   * The settings that hold for this trial.
   *
   * @return what all arms share, with the arm's own settings in their place
   */
  public TrainingSettings resolved() {
    return spec.own().over(settings);
  }

  /**
   * Where it stands in the grid.
   *
   * @return data set, protocol, architecture, lookback and variant
   */
  public Place place() {
    return new Place(dataset, protocol, architecture, lookback, variant);
  }

  /**
   * The forecasting horizon.
   *
   * @return how many time steps are forecast from a window, 1 or more
   */
  public int horizon() {
    return variant.horizon();
  }

  /**
   * Its arm.
   *
   * @return the arm of its name
   */
  public Arm arm() {
    return spec.arm();
  }

  /**
   * The share of activations that this trial drops in training, at its beginning if it is learned.
   *
   * @return the rate, 0 for no dropout
   */
  public double dropoutRate() {
    TrainingSettings resolved = resolved();
    return switch (regulariser()) {
      case NONE -> 0;
      case DROPOUT, MC_DROPOUT, VARIATIONAL_DROPOUT, CONCRETE_DROPOUT -> resolved.dropoutRate();
      case SYNAPTIC_GROWTH, RIGL, SET, SNIP, GRADUAL_MAGNITUDE, RANDOM_PRUNING -> 0;
      case SYNAPTIC_PRUNING ->
          architecture.equals(Architecture.PATCHTST)
                  && resolved.pruning().preset() == Preset.REFERENCE_CODE
              ? resolved.dropoutRate()
              : 0;
    };
  }

  /**
   * The last epoch by whose end pruning has to be at its final sparsity: three quarters through
   * under {@code strict}, so that every checkpoint it chooses from is fully sparse, else the last
   * one.
   *
   * @return the epoch, counted from 1
   */
  public int lastSparsifyingEpoch() {
    return protocol.causal() ? firstCandidate() - 1 : settings.epochs();
  }

  /**
   * The first epoch whose weights {@code strict} may restore: the last quarter's first.
   *
   * @return the epoch, counted from 1
   */
  public int firstCandidate() {
    return settings.epochs() - Math.max(1, settings.epochs() / 4) + 1;
  }

  /**
   * How many forecasts of a test window are averaged: {@code strict} averages Monte Carlo dropout,
   * {@code paper} takes one stochastic pass.
   *
   * @return the passes, 1 without dropout in the forecasts
   */
  public int scoredPasses() {
    return regulariser() == Regulariser.MC_DROPOUT && protocol.causal() ? resolved().mcPasses() : 1;
  }

  /**
   * The whole trial as one line of JSON with sorted keys, which is HOCON too. The objects {@code
   * training} and {@code pruning} are those of a grid file, and so are the arm, an object if it has
   * settings of its own, and the network, an object if it is own code. A horizon of 1 isn't
   * mentioned.
   *
   * @return the resolved configuration
   */
  public String config() {
    return TrialConfig.of(this);
  }

  /**
   * What all trials of a comparison have to share, as one line of JSON with sorted keys.
   *
   * @return the objects {@code training} and {@code pruning} of {@link #config()}
   */
  public String settingsConfig() {
    return TrialConfig.settings(settings);
  }
}
