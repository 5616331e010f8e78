/**
 * Forecasts that cost nothing, on the test windows that trials are scored on: the last known value,
 * the value one season before, and ridge regression on the window. Plain Java. {@link
 * org.synprune.jobs.baseline.Baseline} is the door.
 */
@NullMarked
package org.synprune.jobs.baseline;

import org.jspecify.annotations.NullMarked;
