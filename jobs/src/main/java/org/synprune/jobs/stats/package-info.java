/**
 * The statistics of the benchmark. Plain Java over arrays: numbers in, records out; knows nothing
 * of Spark, of training, or of how results are stored and shown.
 *
 * <p>{@link org.synprune.jobs.analysis.Summary#of} turns observations into cells and tests, {@link
 * org.synprune.jobs.paper.PaperAnalysis#of} does what the paper's tables 2 to 4 do. Both stand on
 * the same few procedures: {@link org.synprune.jobs.stats.Ranks}, {@link
 * org.synprune.jobs.stats.Friedman}, {@link org.synprune.jobs.stats.Wilcoxon}, {@link
 * org.synprune.jobs.stats.Holm}, {@link org.synprune.jobs.stats.Nemenyi}, {@link
 * org.synprune.jobs.stats.Sample}, {@link org.synprune.jobs.stats.MedianDifference}, {@link
 * org.synprune.jobs.stats.BayesianSignedRank}.
 */
package org.synprune.jobs.stats;
