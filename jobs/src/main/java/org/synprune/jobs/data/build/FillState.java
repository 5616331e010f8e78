package org.synprune.jobs.data.build;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What filling has to know of the rows before a chunk.
 *
 * @param millis time of the last measured row, null at the start of the series
 * @param last the last measured value by column, NaN where there is none
 * @param segment number of the gap-free run of the last step
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record FillState(@Nullable Long millis, double[] last, int segment) implements Serializable {

  /** The state before the first row. */
  static FillState start(double[] last) {
    return new FillState(null, last, 0);
  }
}
