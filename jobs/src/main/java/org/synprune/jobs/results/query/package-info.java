/**
 * SQL over a result folder: {@link org.synprune.jobs.results.query.ResultViews} makes views of the
 * tables, {@link org.synprune.jobs.results.query.ResultQuery} answers what only reads.
 */
@NullMarked
package org.synprune.jobs.results.query;

import org.jspecify.annotations.NullMarked;
