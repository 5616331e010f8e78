/**
 * Trains forecasters and scores them. Knows no Spark: {@link org.synprune.jobs.train.TrialTrainer}
 * takes trials and a series and returns their outcomes.
 */
package org.synprune.jobs.train;
