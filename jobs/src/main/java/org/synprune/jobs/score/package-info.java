/** Distributed inference: saved models as a Spark ML transformer, and a trial's test split. */
package org.synprune.jobs.score;
