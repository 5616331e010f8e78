package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The step between two rows.
 *
 * @param text how it is written in a data set's file: {@code 10s}, {@code 15m}, {@code 1h}, {@code
 *     1d}, {@code 1w}, {@code 1M}, {@code 1y}, or "irregular"
 * @param stepMillis the step in milliseconds; of months and years, and for irregular rows, a
 *     nominal one, which only bounds how much work one task gets
 * @param regular whether there is a row every step; if not (trading days), rows that follow each
 *     other count as contiguous, whatever time lies between them
 */
public record Resolution(String text, long stepMillis, boolean regular) implements Serializable {

  private static final int DAYS_OF_A_WEEK = 7;
  private static final int WEEKS_OF_A_YEAR = 52;
  private static final int MONTHS_OF_A_YEAR = 12;
  private static final int DAYS_OF_A_MONTH = 30;
  private static final long DAY = Duration.ofDays(1).toMillis();

  /** Monday, 5 January 1970. */
  private static final long MONDAY = 4 * DAY;

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})([smhdwMy])");

  /** Validates. */
  public Resolution {
    Objects.requireNonNull(text, "text");
    if (stepMillis <= 0) {
      throw new IllegalArgumentException("step of " + stepMillis + " ms");
    }
  }

  /**
   * Reads the written form.
   *
   * @param text such as {@code 1h}
   * @return the resolution
   * @throws IllegalArgumentException if the text isn't a resolution
   */
  public static Resolution of(String text) {
    if (text.equals("irregular")) {
      return new Resolution(text, DAY, false);
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is '"
              + text
              + "', expected a step such as 10s, 15m, 1h, 1d, 1w, 1M (a month), 1y, or irregular");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration unit =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          case "w" -> Duration.ofDays(DAYS_OF_A_WEEK);
          case "M" -> Duration.ofDays(DAYS_OF_A_MONTH);
          case "y" -> Duration.ofDays((long) MONTHS_OF_A_YEAR * DAYS_OF_A_MONTH);
          default -> Duration.ofDays(1);
        };
    return new Resolution(text, unit.toMillis() * count, true);
  }

  /** Months of a step, 0 if it isn't made of months or years. */
  int months() {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !"My".contains(matcher.group(2))) {
      return 0;
    }
    return Integer.parseInt(matcher.group(1))
        * (matcher.group(2).equals("y") ? MONTHS_OF_A_YEAR : 1);
  }

  /**
   * Whether a step of this length holds whole steps of another one.
   *
   * @param finer the other
   * @return whether rows of the other can be averaged to this one
   */
  boolean holds(Resolution finer) {
    if (months() == 0 || !regular) {
      return finer.months() == 0
          && finer.stepMillis <= stepMillis
          && stepMillis % finer.stepMillis == 0;
    }
    return finer.months() == 0
        ? DAY % finer.stepMillis == 0
        : finer.months() <= months() && months() % finer.months() == 0;
  }

  /**
   * The season that rows of this step usually have: a day, a week of days, or a year of weeks or
   * months.
   *
   * @return rows of a season; 0 if there is no usual one
   */
  public int season() {
    if (!regular) {
      return 0;
    }
    int months = months();
    if (months > 0) {
      return months < MONTHS_OF_A_YEAR && MONTHS_OF_A_YEAR % months == 0
          ? MONTHS_OF_A_YEAR / months
          : 0;
    }
    if (stepMillis == DAYS_OF_A_WEEK * DAY) {
      return WEEKS_OF_A_YEAR;
    }
    if (stepMillis > DAY || DAY % stepMillis != 0) {
      return 0;
    }
    return stepMillis == DAY ? DAYS_OF_A_WEEK : (int) (DAY / stepMillis);
  }

  /**
   * Whether steps begin at the same times whatever the first row of a file is.
   *
   * @return false if they begin where the first row is
   */
  public boolean anchored() {
    return !regular || (months() > 0 ? months() == 1 : DAY % stepMillis == 0);
  }

  /**
   * Whether a step is a day or longer, so that a row belongs to a date.
   *
   * @return false if rows are less than a day apart; true if they are irregular
   */
  public boolean ofDays() {
    return !regular || stepMillis >= DAY;
  }

  /**
   * The steps of means of finer rows: weeks begin on Monday, other steps of days at 1970-01-01.
   *
   * @return the grid
   */
  public TimeGrid grid() {
    if (!regular) {
      return new TimeGrid.Irregular(stepMillis);
    }
    int months = months();
    if (months > 0) {
      return new TimeGrid.Months(months, 0);
    }
    boolean weeks = stepMillis % (DAYS_OF_A_WEEK * DAY) == 0;
    return new TimeGrid.Fixed(stepMillis, weeks ? MONDAY : 0);
  }

  /**
   * The steps of rows as they stand in a file. Those that a day doesn't hold whole, such as weeks,
   * begin where the file's first row is.
   *
   * @param first time of the file's first row, milliseconds since 1970
   * @return the grid
   */
  public TimeGrid grid(long first) {
    if (!regular) {
      return grid();
    }
    int months = months();
    if (months > 0) {
      return new TimeGrid.Months(
          months, (int) Math.floorMod(TimeGrid.Months.month(first), (long) months));
    }
    if (DAY % stepMillis == 0) {
      return new TimeGrid.Fixed(stepMillis, 0);
    }
    for (Duration unit : List.of(Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1))) {
      long whole = unit.toMillis();
      if (stepMillis % whole == 0) {
        return new TimeGrid.Fixed(
            stepMillis, Math.floorMod(first - Math.floorMod(first, whole), stepMillis));
      }
    }
    long second = Duration.ofSeconds(1).toMillis();
    return new TimeGrid.Fixed(
        stepMillis, Math.floorMod(first - Math.floorMod(first, second), stepMillis));
  }
}
