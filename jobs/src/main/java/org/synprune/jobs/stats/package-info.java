/**
 * The statistical procedures of the benchmark: numbers in, records out. The package knows nothing
 * of Spark, of training, or of how results are stored and shown.
 *
 * <p>{@link org.synprune.jobs.stats.Friedman} tests several treatments at once, {@link
 * org.synprune.jobs.stats.Nemenyi} gives the critical difference of their average ranks, {@link
 * org.synprune.jobs.stats.Wilcoxon} and {@link org.synprune.jobs.stats.BayesianSignedRank} compare
 * two treatments by pairs, {@link org.synprune.jobs.stats.Welch} compares two independent samples,
 * and {@link org.synprune.jobs.stats.Holm} adjusts p-values. {@link org.synprune.jobs.stats.Sample}
 * and {@link org.synprune.jobs.stats.MedianDifference} describe values with an interval. {@link
 * org.synprune.jobs.analysis.Summary#of} applies them to a sweep's errors.
 *
 * <p>The procedures follow Demsar, "Statistical Comparisons of Classifiers over Multiple Data
 * Sets", Journal of Machine Learning Research 7 (2006), unless they name another source.
 */
@NullMarked
package org.synprune.jobs.stats;

import org.jspecify.annotations.NullMarked;
