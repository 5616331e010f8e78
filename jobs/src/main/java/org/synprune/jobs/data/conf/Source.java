package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One kind of file that a data set can be read from.
 *
 * @param files names of the file, or patterns such as {@code m*.csv}: the first one present is
 *     read, or all of them as the layout says
 * @param step the step between the file's rows; where it is shorter than the data set's resolution,
 *     rows are averaged
 * @param format how its text is written
 * @param divide column to divisor, to bring a column into the data set's units
 * @param missingBelow column to limit: a row whose value (after division) is below the limit counts
 *     as not measured at all
 * @param layout where its rows are
 * @param numbers how numbers are written
 * @param times how times become steps
 */
public record Source(
    List<String> files,
    Resolution step,
    TextFormat format,
    Map<String, Double> divide,
    Map<String, Double> missingBelow,
    Layout layout,
    NumberForm numbers,
    TimeRules times)
    implements Serializable {

  /** Validates. */
  public Source {
    files = List.copyOf(files);
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(format, "format");
    divide = java.util.Collections.unmodifiableMap(new TreeMap<>(divide));
    missingBelow = java.util.Collections.unmodifiableMap(new TreeMap<>(missingBelow));
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(numbers, "numbers");
    Objects.requireNonNull(times, "times");
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a source needs a file name");
    }
  }

  /**
   * The zone that the calendar's numbers of a row are of, where its times are kept in UTC.
   *
   * @return the zone's id; empty if numbers are of the times as they are kept
   */
  public String calendarZone() {
    return step.ofDays() ? "" : times.zone();
  }
}
