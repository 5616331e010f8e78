package org.synprune.jobs.data.text;

import java.io.Serial;
import java.io.Serializable;
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
  private long rows;

  RowTime(Source source, TimeGrid grid) {
    this.source = source;
    this.grid = grid;
    this.nearest = source.times().snap() == TimeRules.Snap.NEAREST;
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
    String start = source.times().start();
    long first = start.isEmpty() ? 0 : new TimeText(TimeText.ISO).millis(start).orElseThrow();
    return grid instanceof TimeGrid.Irregular irregular
        ? first + rows++ * irregular.nominal()
        : grid.start(grid.index(first) + rows++);
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
