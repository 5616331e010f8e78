package org.synprune.jobs.data.generate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of a generated file.
 *
 * @param dataset the data set whose form it has
 * @param rows number of rows
 * @param seed seed of its random numbers
 * @param target the forecast quantity
 * @param resolution the step that {@code floorMae} is about
 * @param floorMae the lowest mean absolute error, in raw units, that any one-step forecast can have
 *     in the long run, where the steps before are measured
 * @param process parameters of the random process of the target, by name
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
