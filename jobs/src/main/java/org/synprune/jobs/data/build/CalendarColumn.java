package org.synprune.jobs.data.build;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.CalendarFeature;
import org.synprune.jobs.data.conf.CalendarFeature.Part;

/**
 * Computes one calendar feature of many rows. Neighbours mostly share their date, and days their
 * times of day: each is computed once. Not thread-safe.
 */
final class CalendarColumn {

  private static final int DAY_MILLIS = 86_400_000;
  private static final int MINUTE_MILLIS = 60_000;

  private final CalendarFeature feature;
  private final boolean daily;
  private final boolean repeating;
  private final @Nullable ZoneRules rules;

  /** Numbers by minute of the day, NaN where none was computed yet. */
  private final double[] minutes = new double[DAY_MILLIS / MINUTE_MILLIS];

  private LocalDate date = LocalDate.EPOCH;
  private long day;
  private double today;

  /**
   * Makes a column.
   *
   * @param feature the feature
   * @param zone the time zone that it is of; empty for the times as they are
   */
  CalendarColumn(CalendarFeature feature, String zone) {
    this.feature = feature;
    this.rules = zone.isEmpty() ? null : ZoneId.of(zone).getRules();
    this.daily = feature.part() == Part.DATE;
    this.repeating = feature.part() == Part.TIME_OF_DAY;
    this.today = feature.of(date.atStartOfDay());
    Arrays.fill(minutes, Double.NaN);
  }

  /** The number of a time in milliseconds since 1970. */
  double of(long utc) {
    long millis =
        rules == null
            ? utc
            : utc + 1000L * rules.getOffset(Instant.ofEpochMilli(utc)).getTotalSeconds();
    long its = Math.floorDiv(millis, DAY_MILLIS);
    if (its != day) {
      day = its;
      date = LocalDate.ofEpochDay(day);
      today = daily ? feature.of(date.atStartOfDay()) : Double.NaN;
    }
    if (daily) {
      return today;
    }
    int ofDay = (int) (millis - day * DAY_MILLIS);
    int minute = ofDay / MINUTE_MILLIS;
    if (!repeating || ofDay != minute * MINUTE_MILLIS) {
      return at(ofDay);
    }
    if (Double.isNaN(minutes[minute])) {
      minutes[minute] = at(ofDay);
    }
    return minutes[minute];
  }

  private double at(int ofDay) {
    return feature.of(date.atTime(LocalTime.ofNanoOfDay(1_000_000L * ofDay)));
  }
}
