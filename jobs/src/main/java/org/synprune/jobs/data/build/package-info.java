/**
 * From raw rows to the rows of a series, chunk by chunk: averaging, filling, features, scaling. A
 * chunk is a stretch of time that one task works on. {@link
 * org.synprune.jobs.data.build.ChunkSummary} tells the driver what neighbours have to know of a
 * chunk, {@link org.synprune.jobs.data.build.ChunkContexts} tells each chunk, and {@link
 * org.synprune.jobs.data.build.SeriesBlocks} makes its rows.
 */
@NullMarked
package org.synprune.jobs.data.build;

import org.jspecify.annotations.NullMarked;
