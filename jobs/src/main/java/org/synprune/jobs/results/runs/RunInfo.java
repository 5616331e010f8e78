package org.synprune.jobs.results.runs;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a result folder holds of a run.
 *
 * @param name the run's name
 * @param grid the values that its trials take
 * @param trials trials that were tried, each counted once however often it was tried
 * @param failed those of them without a result
 * @param bytes size of all files of the run: tables, models, forecasts, page
 * @param newest when its last trial ended; null without trials
 */
public record RunInfo(
    String name, Grid grid, long trials, long failed, long bytes, @Nullable Instant newest) {

  /** Validates. */
  public RunInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(grid, "grid");
  }

  /**
   * The values that the trials of a run take, each list sorted and without repetition; all are
   * empty for a run without trials.
   *
   * @param datasets names of data sets
   * @param protocols ids of protocols
   * @param architectures ids of networks
   * @param lookbacks lengths of the input window, in time steps
   * @param regularisers ids of regularisers
   * @param seeds seeds
   */
  public record Grid(
      List<String> datasets,
      List<String> protocols,
      List<String> architectures,
      List<Integer> lookbacks,
      List<String> regularisers,
      List<Long> seeds) {

    /** The grid of a run without trials. */
    static final Grid EMPTY =
        new Grid(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Grid {
      datasets = List.copyOf(datasets);
      protocols = List.copyOf(protocols);
      architectures = List.copyOf(architectures);
      lookbacks = List.copyOf(lookbacks);
      regularisers = List.copyOf(regularisers);
      seeds = List.copyOf(seeds);
    }
  }
}
