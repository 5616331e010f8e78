package org.synprune.jobs.series;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * How a series' inputs were scaled: {@code (value - mean) / sd}, by column.
 *
 * @param mean mean of each column, in raw units
 * @param sd standard deviation of each column, in raw units, above 0
 */
public record FeatureScaler(List<Double> mean, List<Double> sd) implements Serializable {

  /** Validates. */
  public FeatureScaler {
    mean = List.copyOf(mean);
    sd = List.copyOf(sd);
    if (mean.size() != sd.size() || mean.isEmpty()) {
      throw new IllegalArgumentException(
          mean.size() + " means and " + sd.size() + " deviations, expected as many of both");
    }
    if (sd.stream().anyMatch(one -> !(one > 0))) {
      throw new IllegalArgumentException("a standard deviation isn't above 0: " + sd);
    }
  }

  /**
   * A scaler that leaves values as they are.
   *
   * @param columns number of columns
   * @return a scaler of mean 0 and deviation 1
   */
  public static FeatureScaler none(int columns) {
    return new FeatureScaler(Collections.nCopies(columns, 0.0), Collections.nCopies(columns, 1.0));
  }
}
