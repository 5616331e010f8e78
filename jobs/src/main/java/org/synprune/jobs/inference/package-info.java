/**
 * How fast a pruned network forecasts on this machine, by the engine's dense products and by sparse
 * ones. The door is {@link org.synprune.jobs.inference.InferenceClock}. Knows no Spark.
 */
@NullMarked
package org.synprune.jobs.inference;

import org.jspecify.annotations.NullMarked;
