package org.synprune.jobs.series;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.synprune.jobs.grid.Protocol;

/**
 * What a series is and how it was made; the part of {@code manifest.json} that training needs.
 *
 * @param dataset the data set's name, such as {@code power}
 * @param protocol the protocol it was prepared for
 * @param features names of the model's input columns, in order
 * @param target name of the forecast quantity
 * @param resolution the step between rows, such as {@code 1h}, or {@code irregular}
 * @param rows number of rows
 * @param maxLookback the longest lookback window the protocol provides for, in rows
 * @param trainEnd first row that is not a train row (under causal protocols; else {@code rows})
 * @param validationEnd first row that is not a validation row (under causal protocols; else {@code
 *     rows})
 * @param targetMean mean of the target, as it was scaled with, in raw units
 * @param targetSd population standard deviation of the target, as it was scaled with, in raw units
 * @param sha256 hash of the input file's bytes, in hex
 * @param id hash of the input file's bytes and of everything that decided what was made of them, in
 *     hex: the same id is the same series
 * @param generated whether the input file was generated, not measured; no id depends on it
 * @param season rows of a season, 2 or more; 0 if there is none. No id depends on it
 */
public record SeriesInfo(
    String dataset,
    Protocol protocol,
    List<String> features,
    String target,
    String resolution,
    int rows,
    int maxLookback,
    int trainEnd,
    int validationEnd,
    double targetMean,
    double targetSd,
    String sha256,
    String id,
    boolean generated,
    int season)
    implements Serializable {

  /** Validates. */
  public SeriesInfo {
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(protocol, "protocol");
    features = List.copyOf(features);
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(resolution, "resolution");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(id, "id");
    if (features.isEmpty()) {
      throw new IllegalArgumentException("a series needs at least one feature");
    }
    if (trainEnd < 0 || validationEnd < trainEnd || rows < validationEnd) {
      throw new IllegalArgumentException(
          "split bounds out of order: " + trainEnd + ", " + validationEnd + ", " + rows);
    }
    if (!(targetSd > 0)) {
      throw new IllegalArgumentException("target's standard deviation is " + targetSd);
    }
    if (season < 0 || season == 1) {
      throw new IllegalArgumentException("season of " + season + " rows");
    }
  }

  /**
   * A series without a season.
   *
   * @param dataset the data set's name
   * @param protocol the protocol it was prepared for
   * @param features names of the model's input columns, in order
   * @param target name of the forecast quantity
   * @param resolution the step between rows
   * @param rows number of rows
   * @param maxLookback the longest lookback window the protocol provides for, in rows
   * @param trainEnd first row that is not a train row
   * @param validationEnd first row that is not a validation row
   * @param targetMean mean of the target, as it was scaled with, in raw units
   * @param targetSd standard deviation of the target, as it was scaled with, in raw units
   * @param sha256 hash of the input file's bytes
   * @param id hash of what the series was made of
   * @param generated whether the input file was generated
   */
  public SeriesInfo(
      String dataset,
      Protocol protocol,
      List<String> features,
      String target,
      String resolution,
      int rows,
      int maxLookback,
      int trainEnd,
      int validationEnd,
      double targetMean,
      double targetSd,
      String sha256,
      String id,
      boolean generated) {
    this(
        dataset,
        protocol,
        features,
        target,
        resolution,
        rows,
        maxLookback,
        trainEnd,
        validationEnd,
        targetMean,
        targetSd,
        sha256,
        id,
        generated,
        0);
  }
}
