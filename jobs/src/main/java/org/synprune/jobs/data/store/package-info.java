/**
 * Series folders: {@code manifest.json} and Parquet. {@link
 * org.synprune.jobs.data.store.SeriesStore} reads them, {@link
 * org.synprune.jobs.data.store.SeriesWriter} writes them.
 */
@NullMarked
package org.synprune.jobs.data.store;

import org.jspecify.annotations.NullMarked;
