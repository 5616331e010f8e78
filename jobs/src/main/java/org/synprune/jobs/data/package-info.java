/**
 * From raw text to series Parquet. The doors: {@link org.synprune.jobs.data.conf.DatasetConf} (what
 * a data set is), {@link org.synprune.jobs.data.Prepare} (raw file to series folder), {@link
 * org.synprune.jobs.data.store.SeriesStore} (series folder to memory) and {@link
 * org.synprune.jobs.data.generate.Generator} (made-up raw files with a known noise floor). Knows
 * Spark, not DJL.
 */
package org.synprune.jobs.data;
