/**
 * A prepared time series in memory, and the windows cut from it. Plain Java: what {@code data}
 * writes and {@code train} reads.
 */
package org.synprune.jobs.series;
