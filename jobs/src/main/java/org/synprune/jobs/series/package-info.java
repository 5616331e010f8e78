/**
 * A prepared time series in memory, and the windows cut from it. Plain Java: what {@code data}
 * writes and {@code train} reads. {@link org.synprune.jobs.series.Series} is the door.
 */
@NullMarked
package org.synprune.jobs.series;

import org.jspecify.annotations.NullMarked;
