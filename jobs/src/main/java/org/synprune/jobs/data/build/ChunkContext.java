package org.synprune.jobs.data.build;

import java.io.Serializable;
import java.util.List;

/**
 * What one chunk has to know of the chunks around it.
 *
 * @param block position of the chunk, from 0
 * @param firstStep number of its first step in the whole series
 * @param before what its filling starts from
 * @param stepsBefore the steps before it, as many as its features and its halo reach back
 * @param stepsAfter the steps after it, as many as its features reach ahead
 */
record ChunkContext(
    int block,
    long firstStep,
    FillState before,
    List<TimeStep> stepsBefore,
    List<TimeStep> stepsAfter)
    implements Serializable {}
