/**
 * The vocabulary of the benchmark: a {@link org.synprune.jobs.grid.Place} in the grid, an {@link
 * org.synprune.jobs.grid.Arm}, and a {@link org.synprune.jobs.grid.Trial} of it with its settings.
 * Knows neither Spark nor DJL.
 */
@NullMarked
package org.synprune.jobs.grid;

import org.jspecify.annotations.NullMarked;
