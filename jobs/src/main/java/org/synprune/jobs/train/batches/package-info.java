/**
 * Cuts windows out of a series and gathers them into batches, in main memory or on a device. The
 * door is {@link org.synprune.jobs.train.batches.BatchSource}.
 */
@NullMarked
package org.synprune.jobs.train.batches;

import org.jspecify.annotations.NullMarked;
