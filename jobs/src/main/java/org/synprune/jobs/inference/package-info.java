/**
 * How fast a pruned network forecasts on this machine, by the engine's dense products and by sparse
 * ones. Knows no Spark.
 */
package org.synprune.jobs.inference;
