package org.synprune.jobs.data.generate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of a generated file.
 *
 * @param dataset the data set whose form it has
 * @param rows its rows
 * @param seed what it was drawn from
 * @param target the forecast quantity
 * @param resolution the step that {@code floorMae} is about
 * @param floorMae the lowest mean absolute error, in raw units, that any one-step forecast can have
 *     on the long run, where the steps before are measured
 * @param process the law of the target, parameter by parameter
 * @param missing values written as missing, by column
 */
public record GeneratedTruth(
    String dataset,
    long rows,
    long seed,
    String target,
    String resolution,
    double floorMae,
    Map<String, Double> process,
    Map<String, Long> missing) {

  /** Validates. */
  public GeneratedTruth {
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(resolution, "resolution");
    process = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(process));
    missing = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(missing));
  }
}
