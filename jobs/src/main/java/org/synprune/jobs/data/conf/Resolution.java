package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The step between two rows.
 *
 * @param text how it is written in a data set's file: {@code 1m}, {@code 15m}, {@code 1h}, {@code
 *     1d}, or "irregular"
 * @param stepMillis the step in milliseconds; for irregular rows the nominal step of one day, which
 *     only bounds how much work one task gets
 * @param regular whether there is a row every step; if not (trading days), rows that follow each
 *     other count as contiguous, whatever time lies between them
 */
public record Resolution(String text, long stepMillis, boolean regular) implements Serializable {

  private static final int DAYS_OF_A_WEEK = 7;
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})([mhd])");

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
      return new Resolution(text, Duration.ofDays(1).toMillis(), false);
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is '" + text + "', expected a step such as 1m, 1h, 1d, or irregular");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration unit =
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          default -> Duration.ofDays(1);
        };
    return new Resolution(text, unit.toMillis() * count, true);
  }

  /**
   * The season that rows of this step usually have: a day, or a week of days.
   *
   * @return rows of a season; 0 if the step is irregular, no whole part of a day, or longer
   */
  public int season() {
    long day = Duration.ofDays(1).toMillis();
    if (!regular || stepMillis > day || day % stepMillis != 0) {
      return 0;
    }
    return stepMillis == day ? DAYS_OF_A_WEEK : (int) (day / stepMillis);
  }

  /**
   * The start of the step that a time falls into.
   *
   * @param millis a time in milliseconds since 1970
   * @return the start of its step; the time itself if rows are irregular
   */
  public long floor(long millis) {
    return regular ? millis - Math.floorMod(millis, stepMillis) : millis;
  }
}
