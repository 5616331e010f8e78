package org.synprune.jobs.data.text;

import java.io.Serial;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TimeGrid;
import org.synprune.jobs.data.conf.TimeRules;
import org.synprune.jobs.data.conf.TimeText;

/**
 * Reads the times of a source's rows, or counts the rows where no column holds times. One reader
 * goes through all files, in order. Not thread-safe.
 */
final class RowTime implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final Source source;
  private final TimeGrid grid;
  private final boolean nearest;
  private transient @Nullable TimeText reader;
  private transient @Nullable String lastText;
  private transient long lastMillis;
  private transient @Nullable Long first;
  private long rows;
  private long empty;

  RowTime(Source source, TimeGrid grid) {
    this.source = source;
    this.grid = grid;
    this.nearest = source.times().snap() == TimeRules.Snap.NEAREST;
  }

  /** Whether rows are counted, as no column holds times. */
  boolean counts() {
    return source.format().timeColumns().isEmpty();
  }

  /** Goes on in another file; what was empty at the end of the one before doesn't count. */
  void begin() {
    empty = 0;
  }

  /** Takes note of a row without anything in it, which may be a step if others follow. */
  void pass() {
    empty += rows > 0 ? 1 : 0;
  }

  /** Takes no rows without anything in them for steps; returns how many there were. */
  int forget() {
    int passed = (int) empty;
    empty = 0;
    return passed;
  }

  /** Goes on with a row of one of several series that stand below each other. */
  void follow(String series) {
    reader().follow(series);
  }

  /** Whether no clock of the source's zone showed the time that was read last. */
  boolean isSkipped() {
    return reader != null && reader.isSkipped();
  }

  /** A time as it is written in the cells. */
  String text(LineTyper.Cells cells, int... at) {
    String text = Invisible.strip(cells.text(at[0]));
    for (int i = 1; i < at.length; i++) {
      text = text + " " + Invisible.strip(cells.text(at[i]));
    }
    return text;
  }

  /**
   * The time of a row.
   *
   * @param cells the row
   * @param at the cells that hold its time; none if it is the row's number
   * @return milliseconds since 1970, empty if it can't be read
   */
  OptionalLong millis(LineTyper.Cells cells, int... at) {
    if (at.length == 0) {
      return OptionalLong.of(numbered());
    }
    long quick = cells.time();
    if (quick != NumericTime.UNREAD) {
      return OptionalLong.of(quick);
    }
    TimeText own = reader();
    Object typed = cells.typedTime();
    if (typed instanceof LocalDateTime local) {
      return OptionalLong.of(own.of(local));
    } else if (typed instanceof Instant instant) {
      return OptionalLong.of(own.of(instant));
    }
    String text = text(cells, at);
    if (own.isOrderless() && text.equals(lastText)) {
      return OptionalLong.of(lastMillis);
    }
    OptionalLong millis = own.millis(text);
    if (millis.isPresent()) {
      lastText = text;
      lastMillis = millis.getAsLong();
    }
    return millis;
  }

  private TimeText reader() {
    if (reader == null) {
      reader =
          new TimeText(
              source.format().timePattern(), source.step().ofDays(), source.times().zone());
    }
    return reader;
  }

  private long numbered() {
    rows += empty;
    empty = 0;
    long start = start();
    return grid instanceof TimeGrid.Irregular irregular
        ? start + rows++ * irregular.nominal()
        : grid.start(grid.index(start) + rows++);
  }

  private long start() {
    Long known = first;
    if (known == null) {
      String start = source.times().start();
      known = start.isEmpty() ? 0 : new TimeText(TimeText.ISO).millis(start).orElseThrow();
      first = known;
    }
    return known;
  }

  /** The start of the step that a time belongs to. */
  long step(long millis) {
    return nearest ? grid.nearest(millis) : grid.floor(millis);
  }

  /** Whether a row at a time is moved to another time that matters. */
  boolean isMoved(long millis, long step) {
    return millis != step && grid.uniform();
  }
}
