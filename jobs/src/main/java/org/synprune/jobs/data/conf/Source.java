package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.time.ZoneId;
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

  private static final int MONTHS = 12;
  private static final long MONTH_MILLIS = 30L * 86_400_000;

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
   * @param resolution the step of the rows that are made of the file's
   * @return the zone's id; empty if numbers are of the times as they are kept
   */
  public String calendarZone(Resolution resolution) {
    return step.ofDays() || areDates(resolution) ? "" : times.zone();
  }

  /**
   * The steps that the file's rows are averaged to. Days are those of the zone.
   *
   * @param resolution the step of the averages
   * @param first time of the file's first row
   * @return the grid
   */
  public TimeGrid averaged(Resolution resolution, long first) {
    TimeGrid grid = resolution.grid();
    if (times.zone().isEmpty() || step.ofDays()) {
      return grid;
    }
    return areDates(resolution)
        ? new TimeGrid.Zoned(grid, ZoneId.of(times.zone()))
        : inZone(resolution, first);
  }

  /** Whether rows that are averaged to a step are those of dates. */
  private static boolean areDates(Resolution resolution) {
    return resolution.regular() && resolution.ofDays();
  }

  /**
   * Steps of less than a day that begin when those of the zone's clocks do, which may be half an
   * hour off UTC's. Where clocks change, they are those of summer: so no two local steps of a year
   * fall into one.
   *
   * @param steps the length of the steps
   * @param first time of the file's first row
   * @return the grid, in UTC
   */
  public TimeGrid inZone(Resolution steps, long first) {
    if (times.zone().isEmpty() || format.timeColumns().isEmpty() || steps.ofDays()) {
      return steps.grid(first);
    }
    ZoneId zone = ZoneId.of(times.zone());
    long ahead = TimeGrid.Zoned.offset(zone, first);
    for (int month = 1; month < MONTHS; month++) {
      ahead = Math.max(ahead, TimeGrid.Zoned.offset(zone, first + month * MONTH_MILLIS));
    }
    return steps.grid(first + ahead) instanceof TimeGrid.Fixed local
        ? new TimeGrid.Fixed(local.step(), Math.floorMod(local.phase() - ahead, local.step()))
        : steps.grid(first);
  }
}
