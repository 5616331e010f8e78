package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.synprune.jobs.data.build.Averager;
import org.synprune.jobs.data.build.RowChunk;
import org.synprune.jobs.data.conf.DatasetConf;

/**
 * Reads the text on the executors, once, and brings it into chunks.
 *
 * <p>Rows are shuffled by the stretch of time that they fall into, not by sampled ranges: no second
 * pass over the text is needed to find the ranges, and chunk bounds, and with them all rounding,
 * are the same however many tasks there are and in whatever order the lines stand. They travel as
 * {@link ChunkPart}s, arrays of many rows, and without Spark SQL: setting up its plans and encoders
 * and converting a record a row would take longer than all the reading.
 */
public final class RawRows {

  private RawRows() {}

  /**
   * The file's chunks, averaged to the data set's resolution. Spark computes them when they are
   * asked for.
   *
   * @param spark reads the file
   * @param dataset the data set
   * @param file its file
   * @param keepBlank whether blank lines are rows
   * @param blockSteps steps of the file in a chunk, rounded up to whole steps of the data set
   * @param partitions tasks that share the chunks
   * @return the chunks, in no order
   */
  public static JavaRDD<RowChunk> read(
      JavaSparkContext spark,
      DatasetConf dataset,
      RawFile file,
      boolean keepBlank,
      int blockSteps,
      int partitions) {
    long step = file.source().step().stepMillis();
    long whole = dataset.resolution().stepMillis();
    long stretch = Math.max(1, (blockSteps * step + whole - 1) / whole) * whole;
    int columns = dataset.columns().size();
    ChunkPartReader parts =
        new ChunkPartReader(new LineTyper(dataset, file), stretch, columns, keepBlank);
    JavaRDD<RowChunk> chunks =
        lines(spark, file)
            .mapPartitionsToPair(parts::of)
            .repartitionAndSortWithinPartitions(new HashPartitioner(partitions))
            .mapPartitions(sorted -> new ChunkAssembler(sorted, columns));
    if (step == whole || !dataset.resolution().regular()) {
      return chunks;
    }
    Averager averager =
        new Averager(file.source().step(), dataset.resolution(), dataset.minShare());
    return chunks.map(averager::average);
  }

  private static JavaRDD<Text> lines(JavaSparkContext spark, RawFile file) {
    try {
      Job job = Job.getInstance(spark.hadoopConfiguration());
      FileInputFormat.setInputPaths(job, new Path(file.path().readable()));
      return spark
          .newAPIHadoopRDD(
              job.getConfiguration(), TextInputFormat.class, LongWritable.class, Text.class)
          .values();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
