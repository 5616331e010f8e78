package org.synprune.jobs.data.build;

import java.io.Serializable;
import java.util.Arrays;

/**
 * One time step after filling, before features are made of it.
 *
 * @param millis its time, {@link RowChunk#NO_TIME} for a blank line
 * @param values filled values by column; NaN where nothing was measured before
 * @param observed whether the target was measured
 * @param segment number of the gap-free run
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never compared
record TimeStep(long millis, double[] values, boolean observed, int segment)
    implements Serializable {

  /**
   * The step once it is known what came before its chunk.
   *
   * @param last the last measured values before the chunk
   * @param segments segments before the chunk
   */
  TimeStep after(double[] last, int segments) {
    return new TimeStep(millis, filled(values, last), observed, segment + segments);
  }

  /** Values, with those that are missing taken from {@code last}. */
  static double[] filled(double[] values, double[] last) {
    double[] filled = values.clone();
    Arrays.setAll(filled, c -> Double.isNaN(values[c]) ? last[c] : values[c]);
    return filled;
  }
}
