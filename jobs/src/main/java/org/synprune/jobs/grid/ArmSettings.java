package org.synprune.jobs.grid;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synprune.pruning.Preset;

/**
 * The settings that an arm has of its own, in place of those that the arms of its grid share.
 *
 * @param dropoutRate share of activations that are dropped, or null for the shared one
 * @param mcPasses stochastic passes that are averaged, or null
 * @param preset which reading of the paper, or null
 * @param minSparsity target at the end of the warm-up, or null
 * @param maxSparsity target at the end of the schedule, or null
 * @param warmup epochs before pruning starts, or null
 * @param every batches between mask updates, or null
 */
public record ArmSettings(
    @Nullable Double dropoutRate,
    @Nullable Integer mcPasses,
    @Nullable Preset preset,
    @Nullable Double minSparsity,
    @Nullable Double maxSparsity,
    @Nullable Integer warmup,
    @Nullable Integer every)
    implements Serializable {

  /** Shares all of them. */
  public static final ArmSettings SHARED =
      new ArmSettings(null, null, null, null, null, null, null);

  /**
   * Puts them over what the arms share.
   *
   * @param shared the grid's
   * @return the arm's
   * @throws InvalidSettingException if one is out of its range
   */
  public TrainingSettings over(TrainingSettings shared) {
    if (equals(SHARED)) {
      return shared;
    }
    PruningSettings pruning = shared.pruning();
    return new TrainingSettings(
        shared.epochs(),
        shared.batchSize(),
        shared.learningRate(),
        shared.hidden(),
        or(dropoutRate, shared.dropoutRate()),
        or(mcPasses, shared.mcPasses()),
        shared.patience(),
        new PruningSettings(
            or(preset, pruning.preset()),
            or(minSparsity, pruning.minSparsity()),
            or(maxSparsity, pruning.maxSparsity()),
            or(warmup, pruning.warmup()),
            or(every, pruning.every())));
  }

  /**
   * Those that are given.
   *
   * @return value by key, as a grid file has them
   */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    put(values, "rate", dropoutRate);
    put(values, "mc-passes", mcPasses);
    put(values, "preset", preset == null ? null : PruningSettings.id(preset));
    put(values, "min-sparsity", minSparsity);
    put(values, "max-sparsity", maxSparsity);
    put(values, "warmup", warmup);
    put(values, "every", every);
    return Collections.unmodifiableMap(values);
  }

  private static void put(Map<String, Object> values, String key, @Nullable Object value) {
    if (value != null) {
      values.put(key, value);
    }
  }

  private static <T> T or(@Nullable T own, T shared) {
    return own == null ? shared : own;
  }
}
