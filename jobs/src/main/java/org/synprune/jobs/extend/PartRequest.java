package org.synprune.jobs.extend;

import java.util.Objects;

/**
 * What a part of an arm is made for.
 *
 * @param settings what the grid gives the part, beside its name
 * @param minSparsity the arm's first sparsity, in [0, 1)
 * @param maxSparsity its last sparsity, in [{@code minSparsity}, 1)
 * @param begin when pruning begins, in the time of the schedule: epochs, or batches if the arm has
 *     {@code progress = step}
 * @param end when the last sparsity has to be reached, more than {@code begin}
 * @param seed the trial's seed, for what is drawn at random
 */
public record PartRequest(
    Settings settings,
    double minSparsity,
    double maxSparsity,
    double begin,
    double end,
    long seed) {

  /** Validates. */
  public PartRequest {
    Objects.requireNonNull(settings, "settings");
  }
}
