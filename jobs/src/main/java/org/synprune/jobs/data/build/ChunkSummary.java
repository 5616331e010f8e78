package org.synprune.jobs.data.build;

import java.io.Serializable;
import java.util.List;

/**
 * What the driver needs to know of a chunk, computed without the chunks before it.
 *
 * @param id the chunk
 * @param counts what stood in the file
 * @param steps number of steps
 * @param present how many of them are rows of the file
 * @param first the first measured value by column, NaN where there is none
 * @param head its first steps, at least one if there is any
 * @param tail its last steps, at least one if there is any
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ChunkSummary(
    long id,
    RawCounts counts,
    int steps,
    int present,
    double[] first,
    List<TimeStep> head,
    List<TimeStep> tail)
    implements Serializable {

  /**
   * When its first step begins.
   *
   * @return milliseconds since 1970; {@link RowChunk#NO_TIME} if there is none
   */
  public long firstMillis() {
    return head.isEmpty() ? RowChunk.NO_TIME : head.get(0).millis();
  }

  /**
   * When its last step begins.
   *
   * @return milliseconds since 1970; {@link RowChunk#NO_TIME} if there is none
   */
  public long lastMillis() {
    return tail.isEmpty() ? RowChunk.NO_TIME : tail.get(tail.size() - 1).millis();
  }
}
