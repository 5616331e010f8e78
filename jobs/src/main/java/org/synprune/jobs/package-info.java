/** Spark jobs around {@code lib-pruning}: prepare data, sweep the grid, summarize the results. */
package org.synprune.jobs;
