package org.synprune.jobs.sweep;

/**
 * How a sweep ended.
 *
 * @param planned trials of the grid
 * @param skipped trials that earlier sweeps of the run had completed
 * @param completed trials that this sweep completed
 * @param failed trials of the run that have no result, whenever they failed
 * @param seconds wall time
 */
public record SweepResult(int planned, int skipped, long completed, long failed, double seconds) {}
