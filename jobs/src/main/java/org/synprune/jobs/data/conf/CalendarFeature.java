package org.synprune.jobs.data.conf;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A number computed from a row's own time, which is known in advance. */
public enum CalendarFeature {
  /** Days since 1970-01-01. */
  DATE(Part.DATE, time -> time.toLocalDate().toEpochDay()),
  /** Seconds since midnight. */
  TIME(Part.TIME_OF_DAY, time -> time.toLocalTime().toSecondOfDay()),
  /** Seconds since 1970-01-01 00:00. */
  EPOCH(
      Part.BOTH,
      time -> time.toLocalDate().toEpochDay() * 86_400.0 + time.toLocalTime().toSecondOfDay()),
  /** Day of the month, from 1. */
  DAY(Part.DATE, LocalDateTime::getDayOfMonth),
  /** Month, from 1. */
  MONTH(Part.DATE, LocalDateTime::getMonthValue),
  /** ISO week of the week-based year. */
  WEEK(Part.DATE, time -> time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
  /** Calendar year. */
  YEAR(Part.DATE, LocalDateTime::getYear),
  /** Quarter, from 1. */
  QUARTER(Part.DATE, time -> time.get(IsoFields.QUARTER_OF_YEAR)),
  /** Day of the week, Monday = 0. */
  DAY_OF_WEEK(Part.DATE, time -> time.getDayOfWeek().getValue() - 1),
  /** 1 on Saturdays and Sundays, else 0. */
  IS_WEEKEND(Part.DATE, time -> time.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0 ? 1 : 0),
  /** Hour of the day, from 0. */
  HOUR(Part.TIME_OF_DAY, LocalDateTime::getHour),
  /** Sine of the time of day, one period a day. */
  DAY_SIN(Part.TIME_OF_DAY, time -> Math.sin(angle(time))),
  /** Cosine of the time of day, one period a day. */
  DAY_COS(Part.TIME_OF_DAY, time -> Math.cos(angle(time)));

  /** What of a time a number is computed from. */
  public enum Part {
    /** The date: rows of one day have the same number. */
    DATE,
    /** The time of day: rows of one time of day have the same number. */
    TIME_OF_DAY,
    /** Both. */
    BOTH
  }

  private final Part part;

  @SuppressWarnings("ImmutableEnumChecker") // stateless lambdas
  private final ToDoubleFunction<LocalDateTime> formula;

  CalendarFeature(Part part, ToDoubleFunction<LocalDateTime> formula) {
    this.part = part;
    this.formula = formula;
  }

  private static double angle(LocalDateTime time) {
    return 2 * Math.PI * time.get(ChronoField.SECOND_OF_DAY) / 86_400.0;
  }

  /**
   * What the number is computed from.
   *
   * @return the part of a time that it depends on
   */
  public Part part() {
    return part;
  }

  /**
   * Computes the number.
   *
   * @param time a row's time
   * @return its number
   */
  public double of(LocalDateTime time) {
    return formula.applyAsDouble(time);
  }

  /**
   * The name in data set files.
   *
   * @return such as {@code day-of-week}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name of its column in a series. */
  String column() {
    return "time_" + name().toLowerCase(Locale.ROOT);
  }

  static Map<String, CalendarFeature> byId() {
    Map<String, CalendarFeature> all = new LinkedHashMap<>();
    for (CalendarFeature one : values()) {
      all.put(one.id(), one);
    }
    return all;
  }
}
