/**
 * Trains forecasters and scores them. Its doors are {@link org.synprune.jobs.train.TrialTrainer},
 * which takes trials and a series and returns their outcomes, and {@link
 * org.synprune.jobs.train.Forecaster}, which forecasts with a trained network. Knows no Spark.
 */
@NullMarked
package org.synprune.jobs.train;

import org.jspecify.annotations.NullMarked;
