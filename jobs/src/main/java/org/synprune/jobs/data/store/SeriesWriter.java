package org.synprune.jobs.data.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.files.Locations;
import org.synprune.jobs.files.Replacement;
import scala.Tuple2;

/**
 * Writes series folders.
 *
 * @param schema the columns, as {@link SeriesSchema} has them
 */
public record SeriesWriter(StructType schema) {

  /** The subfolder of the Parquet files. */
  public static final String DATA = "data";

  /**
   * Writes a folder, its manifest last. On failure it is removed again.
   *
   * @param folder the folder to make, as {@link Replacement#aside} names it
   * @param rows the rows, each of which may be one object filled again
   * @param manifest what the folder holds
   * @throws IOException if it can't be written
   */
  public void write(Path folder, JavaRDD<SeriesRow> rows, Manifest manifest) throws IOException {
    try {
      Files.createDirectory(folder);
      parquet(rows, Locations.toWrite(folder.resolve(DATA)));
      manifest.write(folder);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Replacement.delete(folder);
      } catch (IOException | RuntimeException | Error left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private void parquet(JavaRDD<SeriesRow> rows, String path) {
    Configuration conf =
        new Configuration(JavaSparkContext.fromSparkContext(rows.context()).hadoopConfiguration());
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
