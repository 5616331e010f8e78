package org.synprune.jobs.data.store;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
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
   * Writes blocks. On failure they are removed again.
   *
   * @param folder the folder to make, as {@link StoredSeries#newRows} names it
   * @param blocks the blocks
   * @throws IOException if they can't be written
   */
  public void write(Folder folder, JavaRDD<SeriesBlock> blocks) throws IOException {
    boolean written = false;
    try {
      parquet(blocks, folder.path().toString());
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

  private void parquet(JavaRDD<SeriesBlock> blocks, String path) throws IOException {
    Configuration conf =
        Job.getInstance(JavaSparkContext.fromSparkContext(blocks.context()).hadoopConfiguration())
            .getConfiguration();
    SeriesParquet.configure(conf, schema);
    blocks
        .mapToPair(block -> new Tuple2<Void, SeriesBlock>(null, block))
        .saveAsNewAPIHadoopFile(path, Void.class, SeriesBlock.class, SeriesParquet.class, conf);
  }
}
