/**
 * Has work units trained whatever becomes of the executors. The door is {@link
 * org.synprune.jobs.sweep.rounds.SurvivingJob}; on the executors' side {@link
 * org.synprune.jobs.sweep.rounds.UnitGuard}.
 */
@NullMarked
package org.synprune.jobs.sweep.rounds;

import org.jspecify.annotations.NullMarked;
