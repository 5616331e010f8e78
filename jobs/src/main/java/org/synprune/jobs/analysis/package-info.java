/**
 * What a sweep found. {@link org.synprune.jobs.analysis.Summary#of} turns observations into cells
 * and tests; {@link org.synprune.jobs.analysis.NightComparison} compares a night with earlier ones.
 * Plain Java on top of the procedures of {@link org.synprune.jobs.stats}: knows nothing of Spark,
 * of training, or of how results are stored and shown.
 */
@NullMarked
package org.synprune.jobs.analysis;

import org.jspecify.annotations.NullMarked;
