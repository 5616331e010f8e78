/**
 * Forecasts with saved models on Spark: {@link org.synprune.jobs.score.ForecastTransformer} adds
 * them to rows of windows, {@link org.synprune.jobs.score.TestSplit} makes the windows that a trial
 * was scored on, {@link org.synprune.jobs.score.ForecastFolder} keeps the forecasts.
 */
@NullMarked
package org.synprune.jobs.score;

import org.jspecify.annotations.NullMarked;
