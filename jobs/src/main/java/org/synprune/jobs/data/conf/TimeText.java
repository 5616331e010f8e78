package org.synprune.jobs.data.conf;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads times by a pattern: one of {@link DateTimeFormatter}, {@code iso}, or {@code epoch}, {@code
 * epoch-millis}, {@code epoch-micros} or {@code epoch-nanos} for numbers since 1970. An hour 24 is
 * midnight at the end of its day. Not thread-safe, and times of a zone are read in the order of
 * their rows: it tells the two hours of an autumn night apart.
 */
public final class TimeText {

  /** The pattern of ISO 8601. */
  public static final String ISO = "iso";

  /** Decimal places of a number since 1970, to milliseconds. */
  private static final Map<String, Integer> EPOCHS =
      Map.of("epoch", 3, "epoch-millis", 0, "epoch-micros", -3, "epoch-nanos", -6);

  private static final String ISO_PATTERN =
      "uuuu[-MM[-dd]]['T'][ ][HH:mm[:ss]][.SSSSSSSSS][.SSSSSSSS][.SSSSSSS][.SSSSSS][.SSSSS][.SSSS]"
          + "[.SSS][.SS][.S][ ][XXX][XX][X]['['VV']']";

  /** Digits of a number since 1970, at the most. */
  private static final int MOST_DIGITS = 40;

  private static final int END_OF_DAY = 24;
  private static final int LAST_YEAR = 9999;
  private static final long LIMIT =
      LocalDateTime.of(LAST_YEAR + 1, 1, 1, 0, 0).toInstant(ZoneOffset.UTC).toEpochMilli();

  private final String pattern;
  private final @Nullable Integer epoch;
  private final @Nullable DateTimeFormatter strict;
  private final @Nullable DateTimeFormatter lenient;
  private final boolean dates;
  private final @Nullable ZoneId zone;
  private final Map<String, Order> orders = new HashMap<>();
  private Order order = new Order();
  private boolean skipped;

  /** Where the rows of a series have got to. */
  private static final class Order {
    private @Nullable Long last;
    private boolean newestFirst;
  }

  /**
   * Makes a reader of times that are kept as they are written; those with an offset become UTC.
   *
   * @param pattern the pattern
   * @throws IllegalArgumentException if it is no pattern
   */
  public TimeText(String pattern) {
    this(pattern, false, "");
  }

  /**
   * Makes a reader.
   *
   * @param pattern the pattern
   * @param dates whether rows are a day apart or more: a time with an offset keeps its own date
   *     then
   * @param zone the zone of times without an offset, which become UTC; empty if they are kept as
   *     they are written
   * @throws IllegalArgumentException if it is no pattern or no zone
   */
  public TimeText(String pattern, boolean dates, String zone) {
    this.pattern = pattern;
    this.epoch = EPOCHS.get(pattern);
    String text = pattern.equals(ISO) ? ISO_PATTERN : pattern;
    this.strict = epoch == null ? TimePattern.formatter(text, ResolverStyle.STRICT) : null;
    this.lenient = epoch == null ? TimePattern.formatter(text, ResolverStyle.SMART) : null;
    this.dates = dates;
    try {
      this.zone = zone.isEmpty() ? null : ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Whether a text stands for the same time wherever its row is.
   *
   * @return false if times are read in the order of their rows
   */
  public boolean isOrderless() {
    return zone == null || dates;
  }

  /**
   * Goes on with the rows of one of several series that stand in one file.
   *
   * @param series its name
   */
  public void follow(String series) {
    order = orders.computeIfAbsent(series, none -> new Order());
  }

  /**
   * Whether the time that was read last is one that clocks skipped, as on a night in spring.
   *
   * @return whether no clock of the zone showed it
   */
  public boolean isSkipped() {
    return skipped;
  }

  /**
   * A time without an offset that needn't be read.
   *
   * @param at the time
   * @return milliseconds since 1970
   */
  public long of(LocalDateTime at) {
    skipped = false;
    return zone == null || dates ? utc(at) : inOrder(at, zone);
  }

  /**
   * A moment that needn't be read.
   *
   * @param at the moment
   * @return milliseconds since 1970
   */
  public long of(Instant at) {
    skipped = false;
    return instant(at, ZoneOffset.UTC);
  }

  /**
   * Reads a time.
   *
   * @param text the time; a date alone is midnight
   * @return milliseconds since 1970, empty if the text doesn't fit the pattern
   */
  public OptionalLong millis(String text) {
    skipped = false;
    try {
      OptionalLong millis = epoch != null ? sinceEpoch(text, epoch) : written(text);
      return millis.isPresent() && Math.abs(millis.getAsLong()) < LIMIT
          ? millis
          : OptionalLong.empty();
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private OptionalLong sinceEpoch(String text, int places) {
    if (text.isEmpty()
        || text.length() > MOST_DIGITS
        || !text.matches("-?[0-9]+([.][0-9]*)?([eE][+]?[0-9]{1,2})?")) {
      return OptionalLong.empty();
    }
    BigDecimal millis = new BigDecimal(text).movePointRight(places);
    Instant at = Instant.ofEpochMilli(millis.setScale(0, RoundingMode.FLOOR).longValueExact());
    return OptionalLong.of(instant(at, ZoneOffset.UTC));
  }

  private OptionalLong written(String text) {
    TemporalAccessor parsed = parse(text);
    if (parsed == null) {
      return OptionalLong.empty();
    }
    LocalDate date = parsed.query(TemporalQueries.localDate());
    if (date == null) {
      return OptionalLong.empty();
    }
    LocalTime time = parsed.query(TemporalQueries.localTime());
    LocalDateTime at = time == null ? date.atStartOfDay() : date.atTime(time);
    ZoneId own = parsed.query(TemporalQueries.zone());
    if (own != null) {
      return OptionalLong.of(instant(at.atZone(own).toInstant(), own));
    }
    return OptionalLong.of(of(at));
  }

  /** The time of an instant, in UTC or, of rows that belong to dates, where it was noted. */
  private long instant(Instant at, ZoneId own) {
    return dates ? utc(at.atZone(zone != null ? zone : own).toLocalDateTime()) : at.toEpochMilli();
  }

  private static long utc(LocalDateTime at) {
    return at.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /** Of the two times that an autumn night has, the one that goes on from the row before. */
  private long inOrder(LocalDateTime at, ZoneId where) {
    long earlier = at.atZone(where).withEarlierOffsetAtOverlap().toInstant().toEpochMilli();
    long later = at.atZone(where).withLaterOffsetAtOverlap().toInstant().toEpochMilli();
    skipped = where.getRules().getValidOffsets(at).isEmpty();
    Long before = order.last;
    long chosen = order.newestFirst ? later : earlier;
    if (before != null && earlier != later) {
      chosen =
          order.newestFirst
              ? (later < before ? later : earlier)
              : earlier > before ? earlier : later;
    } else if (before != null && before != chosen) {
      order.newestFirst = chosen < before;
    }
    order.last = chosen;
    return chosen;
  }

  private @Nullable TemporalAccessor parse(String text) {
    DateTimeFormatter first = strict;
    DateTimeFormatter second = lenient;
    if (first == null || second == null) {
      return null;
    }
    try {
      return first.parse(text);
    } catch (DateTimeParseException e) {
      return endOfDay(second, text);
    }
  }

  /** Java reads hour 24 leniently only, and a 31 April then too. */
  private static @Nullable TemporalAccessor endOfDay(DateTimeFormatter lenient, String text) {
    ParsePosition at = new ParsePosition(0);
    TemporalAccessor raw = lenient.parseUnresolved(text, at);
    if (raw == null
        || at.getErrorIndex() >= 0
        || at.getIndex() < text.length()
        || !is(raw, ChronoField.HOUR_OF_DAY, END_OF_DAY)) {
      return null;
    }
    try {
      TemporalAccessor parsed = lenient.parse(text);
      LocalDate date = parsed.query(TemporalQueries.localDate());
      // The date is the next day's already.
      boolean valid =
          date != null
              && (!raw.isSupported(ChronoField.DAY_OF_MONTH)
                  || is(raw, ChronoField.DAY_OF_MONTH, date.minusDays(1).getDayOfMonth()));
      return valid ? parsed : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static boolean is(TemporalAccessor raw, ChronoField field, long value) {
    return raw.isSupported(field) && raw.getLong(field) == value;
  }

  /** The pattern as it was given. */
  @Override
  public String toString() {
    return pattern;
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
