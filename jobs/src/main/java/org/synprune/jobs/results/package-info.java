/**
 * The result tables: their schema, and Parquet files that appear whole or not at all, partitioned
 * by run so that anyone can query them.
 */
package org.synprune.jobs.results;
