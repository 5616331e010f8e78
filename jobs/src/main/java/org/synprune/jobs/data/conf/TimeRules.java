package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.util.Objects;

/**
 * How times become steps.
 *
 * @param zone the time zone that times without an offset are in, such as {@code Europe/Berlin};
 *     empty if they are kept as they are written
 * @param duplicates what becomes of rows that fall into one step
 * @param snap which step a time between two belongs to
 * @param start time of the first row where no column holds times; empty for 1970-01-01
 */
public record TimeRules(String zone, Duplicates duplicates, Snap snap, String start)
    implements Serializable {

  /** Times as they are written, each step once. */
  public static final TimeRules PLAIN = new TimeRules("", Duplicates.ERROR, Snap.FLOOR, "");

  /** Validates. */
  public TimeRules {
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(duplicates, "duplicates");
    Objects.requireNonNull(snap, "snap");
    Objects.requireNonNull(start, "start");
  }

  /** What becomes of rows that fall into one step. */
  public enum Duplicates {
    /** They are refused. */
    ERROR,
    /** The first one in the file is kept. */
    FIRST,
    /** The last one in the file is kept. */
    LAST,
    /** Each column becomes the mean of its measured values. */
    MEAN
  }

  /** Which step a time between two belongs to. */
  public enum Snap {
    /** The one that began last. */
    FLOOR,
    /** The nearest. */
    NEAREST
  }
}
