package org.synprune.jobs.data.conf;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.OptionalLong;

/** Reads times by a pattern. Not thread-safe. */
public final class TimeText {

  private final DateTimeFormatter formatter;

  /**
   * Makes a reader.
   *
   * @param pattern as {@link DateTimeFormatter} has it
   */
  public TimeText(String pattern) {
    this.formatter = formatter(pattern);
  }

  /** A formatter that refuses dates such as 31 February. */
  static DateTimeFormatter formatter(String pattern) {
    StringBuilder proleptic = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      proleptic.append(!quoted && c == 'y' ? 'u' : c);
    }
    return DateTimeFormatter.ofPattern(proleptic.toString(), Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /**
   * Reads a time.
   *
   * @param text the time; without a zone it is taken as UTC, a date alone as midnight
   * @return milliseconds since 1970, empty if the text doesn't fit the pattern
   */
  public OptionalLong millis(String text) {
    try {
      TemporalAccessor parsed = formatter.parse(text);
      if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
        return OptionalLong.of(java.time.Instant.from(parsed).toEpochMilli());
      }
      LocalDate date = parsed.query(TemporalQueries.localDate());
      java.time.LocalTime time = parsed.query(TemporalQueries.localTime());
      if (date == null) {
        return OptionalLong.empty();
      }
      LocalDateTime at = time == null ? date.atStartOfDay() : date.atTime(time);
      return OptionalLong.of(at.toInstant(ZoneOffset.UTC).toEpochMilli());
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * A time without its zone.
   *
   * @param millis milliseconds since 1970
   * @return the date and time in UTC
   */
  public static LocalDateTime local(long millis) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(millis, 1000L),
        (int) Math.floorMod(millis, 1000L) * 1_000_000,
        ZoneOffset.UTC);
  }
}
