/**
 * From raw text to series Parquet. The doors: {@link org.synprune.jobs.data.conf.DatasetConf} (what
 * a data set is), {@link org.synprune.jobs.data.Prepare} (raw file to series folder), {@link
 * org.synprune.jobs.data.store.SeriesStore} (series folder to memory) and {@link
 * org.synprune.jobs.data.generate.Generator} (generated raw files with a known lowest error). Knows
 * Spark, not DJL.
 */
@NullMarked
package org.synprune.jobs.data;

import org.jspecify.annotations.NullMarked;
