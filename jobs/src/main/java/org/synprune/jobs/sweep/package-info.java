/**
 * The grid of trials and its run on Spark: {@link org.synprune.jobs.sweep.Grid} says what to train,
 * {@link org.synprune.jobs.sweep.Sweep} trains what isn't done yet.
 */
@NullMarked
package org.synprune.jobs.sweep;

import org.jspecify.annotations.NullMarked;
