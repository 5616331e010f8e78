package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One kind of file that a data set can be read from.
 *
 * @param files names of the file, the first one present is taken; names ending in {@code .gz} are
 *     read through gzip
 * @param step the step between the file's rows; where it is shorter than the data set's resolution,
 *     rows are averaged
 * @param format how its text is written
 * @param divide column to divisor, to bring a column into the data set's units
 * @param missingBelow column to limit: a row whose value (after division) is below the limit counts
 *     as not measured at all
 */
public record Source(
    List<String> files,
    Resolution step,
    TextFormat format,
    Map<String, Double> divide,
    Map<String, Double> missingBelow)
    implements Serializable {

  /** Validates. */
  public Source {
    files = List.copyOf(files);
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(format, "format");
    divide = java.util.Collections.unmodifiableMap(new TreeMap<>(divide));
    missingBelow = java.util.Collections.unmodifiableMap(new TreeMap<>(missingBelow));
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a source needs a file name");
    }
  }
}
