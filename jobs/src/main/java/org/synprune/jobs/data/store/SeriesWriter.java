package org.synprune.jobs.data.store;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.storage.Folder;
import scala.Tuple2;

/**
 * Writes the rows of series folders, on any store that the session has a client for.
 *
 * @param schema the columns, as {@link SeriesSchema} has them
 */
public record SeriesWriter(StructType schema) {

  private static final Logger LOG = LoggerFactory.getLogger(SeriesWriter.class);

  /**
   * Writes rows. On failure they are removed again.
   *
   * @param folder the folder to make, as {@link StoredSeries#newRows} names it
   * @param rows the rows, each of which may be one object filled again
   * @throws IOException if they can't be written
   */
  public void write(Folder folder, JavaRDD<SeriesRow> rows) throws IOException {
    boolean written = false;
    try {
      parquet(rows, folder.path().toString());
      folder.storage().force(folder.path());
      written = true;
    } finally {
      // Spark also throws what isn't declared, so this isn't left to a catch.
      if (!written) {
        remove(folder);
      }
    }
  }

  private static void remove(Folder folder) {
    try {
      folder.storage().remove(folder.path());
    } catch (IOException e) {
      // What made the writing fail says more.
      LOG.warn("{} is left behind", folder, e);
    }
  }

  private void parquet(JavaRDD<SeriesRow> rows, String path) throws IOException {
    Configuration conf =
        Job.getInstance(JavaSparkContext.fromSparkContext(rows.context()).hadoopConfiguration())
            .getConfiguration();
    SeriesParquet.configure(conf, schema);
    conf.set(ParquetOutputFormat.WRITE_SUPPORT_CLASS, SeriesParquet.class.getName());
    conf.set(ParquetOutputFormat.JOB_SUMMARY_LEVEL, "NONE");
    // A dictionary of the numbers takes a fifth of prepare's time. Without it the files have 27
    // bytes
    // a minute of the power set instead of 17.
    conf.setBoolean(ParquetOutputFormat.ENABLE_DICTIONARY, false);
    conf.set(ParquetOutputFormat.COMPRESSION, CompressionCodecName.SNAPPY.name());
    rows.mapToPair(row -> new Tuple2<Void, SeriesRow>(null, row))
        .saveAsNewAPIHadoopFile(path, Void.class, SeriesRow.class, ParquetOutputFormat.class, conf);
  }
}
