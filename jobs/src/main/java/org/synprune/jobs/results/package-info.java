/**
 * The tables of a result folder: what each column means, Parquet files that appear whole or not at
 * all, one folder a run. {@link org.synprune.jobs.results.ResultStore} writes a run, {@link
 * org.synprune.jobs.results.ResultTables} lists the tables, {@link
 * org.synprune.jobs.results.query.ResultViews} and {@link
 * org.synprune.jobs.results.query.ResultQuery} answer SQL, {@link
 * org.synprune.jobs.results.runs.RunListing} and {@link org.synprune.jobs.results.runs.RunRemoval}
 * list and remove runs.
 */
@NullMarked
package org.synprune.jobs.results;

import org.jspecify.annotations.NullMarked;
