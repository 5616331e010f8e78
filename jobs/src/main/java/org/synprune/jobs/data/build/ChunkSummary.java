package org.synprune.jobs.data.build;

import java.io.Serializable;
import java.util.List;

/**
 * What the driver needs to know of a chunk, computed without the chunks before it.
 *
 * @param id the chunk
 * @param counts what stood in the file
 * @param steps number of steps
 * @param first the first measured value by column, NaN where there is none
 * @param head its first steps, at least one if there is any
 * @param tail its last steps, at least one if there is any
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ChunkSummary(
    long id,
    RowChunk.RawCounts counts,
    int steps,
    double[] first,
    List<TimeStep> head,
    List<TimeStep> tail)
    implements Serializable {}
