/**
 * What one Spark task trains, and how long it takes: {@link
 * org.synprune.jobs.sweep.units.WorkUnit}.
 */
@NullMarked
package org.synprune.jobs.sweep.units;

import org.jspecify.annotations.NullMarked;
