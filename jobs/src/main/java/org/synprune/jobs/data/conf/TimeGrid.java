package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Numbers the steps of a time axis, and says when each begins. Times are milliseconds since 1970.
 */
public sealed interface TimeGrid extends Serializable {

  /**
   * The number of the step that a time falls into.
   *
   * @param millis a time
   * @return the step's number; steps that follow each other have numbers that do
   */
  long index(long millis);

  /**
   * When a step begins.
   *
   * @param index the step's number
   * @return its first millisecond
   */
  long start(long index);

  /**
   * The start of the step that a time falls into.
   *
   * @param millis a time
   * @return the start of its step; the time itself if rows are irregular
   */
  default long floor(long millis) {
    return start(index(millis));
  }

  /**
   * The start of a step that is nearest to a time; of two, the later one.
   *
   * @param millis a time
   * @return a start of a step; the time itself if rows are irregular
   */
  default long nearest(long millis) {
    long index = index(millis);
    long before = start(index);
    long after = start(index + 1);
    return millis - before < after - millis ? before : after;
  }

  /**
   * How long a step is.
   *
   * @param index the step's number
   * @return milliseconds from its start to that of the next one
   */
  default long length(long index) {
    return start(index + 1) - start(index);
  }

  /**
   * Whether a time that isn't the start of its step counts as moved. A date within its month is
   * where it belongs.
   *
   * @return whether steps have one length
   */
  boolean uniform();

  /**
   * Steps of one length.
   *
   * @param step length of a step
   * @param phase a time at which a step begins
   */
  record Fixed(long step, long phase) implements TimeGrid {

    /** Validates. */
    public Fixed {
      if (step <= 0) {
        throw new IllegalArgumentException("step of " + step + " ms");
      }
    }

    @Override
    public long index(long millis) {
      return Math.floorDiv(millis - phase, step);
    }

    @Override
    public long start(long index) {
      return index * step + phase;
    }

    @Override
    public boolean uniform() {
      return true;
    }
  }

  /**
   * Steps of whole months.
   *
   * @param months months of a step
   * @param phase months from January to a month that a step begins with
   */
  record Months(int months, int phase) implements TimeGrid {

    private static final int OF_A_YEAR = 12;

    /** Validates. */
    public Months {
      if (months <= 0) {
        throw new IllegalArgumentException("step of " + months + " months");
      }
    }

    /** Months since January 1970. */
    static long month(long millis) {
      LocalDateTime time = TimeText.local(millis);
      return OF_A_YEAR * (time.getYear() - 1970L) + time.getMonthValue() - 1;
    }

    @Override
    public long index(long millis) {
      return Math.floorDiv(month(millis) - phase, (long) months);
    }

    @Override
    public long start(long index) {
      return YearMonth.of(1970, 1)
          .plusMonths(index * months + phase)
          .atDay(1)
          .atStartOfDay()
          .toInstant(ZoneOffset.UTC)
          .toEpochMilli();
    }

    @Override
    public boolean uniform() {
      return false;
    }
  }

  /**
   * Days, or longer steps, of a time zone: they begin at its midnight, and are kept as its dates.
   *
   * @param dates the steps of dates
   * @param zone the zone
   */
  record Zoned(TimeGrid dates, ZoneId zone) implements TimeGrid {

    @Override
    public long index(long millis) {
      return dates.index(millis + offset(zone, millis));
    }

    @Override
    public long start(long index) {
      return dates.start(index);
    }

    @Override
    public long length(long index) {
      return midnight(index + 1) - midnight(index);
    }

    private long midnight(long index) {
      return TimeText.local(dates.start(index)).atZone(zone).toInstant().toEpochMilli();
    }

    @Override
    public boolean uniform() {
      return dates.uniform();
    }

    /** How far clocks of a zone are ahead of UTC. */
    static long offset(ZoneId zone, long millis) {
      return 1000L * zone.getRules().getOffset(Instant.ofEpochMilli(millis)).getTotalSeconds();
    }
  }

  /**
   * No steps: each row has a time of its own.
   *
   * @param nominal milliseconds that only bound how much work one task gets
   */
  record Irregular(long nominal) implements TimeGrid {

    @Override
    public long index(long millis) {
      return Math.floorDiv(millis, nominal);
    }

    @Override
    public long start(long index) {
      return index * nominal;
    }

    @Override
    public long floor(long millis) {
      return millis;
    }

    @Override
    public long nearest(long millis) {
      return millis;
    }

    @Override
    public boolean uniform() {
      return false;
    }
  }
}
