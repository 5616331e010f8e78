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
import org.synprune.jobs.data.build.RowChunk;
import org.synprune.jobs.data.conf.DatasetConf;
import scala.Tuple2;

/**
 * Reads the text on the executors, once, and brings it into chunks.
 *
 * <p>Which rows make a chunk depends on their times only: no second pass over the text is needed to
 * find ranges, and chunk bounds, and with them all rounding, are the same however many tasks there
 * are and in whatever order the lines stand. Chunks are arrays of many rows, and don't go through
 * Spark SQL: setting up its plans and encoders and converting a record a row would take longer than
 * all the reading.
 */
public final class RawRows {

  /** Bytes of a part of a large file, at the least: the usual block of a store. */
  private static final long LARGE = 128 << 20;

  private RawRows() {}

  /**
   * The file's chunks in pieces, as tasks find them. Spark computes them when they are asked for.
   *
   * @param spark reads the file
   * @param dataset the data set
   * @param file its file
   * @param keepBlank whether blank lines are rows
   * @param blockSteps steps of the file in a chunk, rounded up to whole steps of the data set
   * @return the pieces, in no order
   */
  public static JavaRDD<RowChunk> read(
      JavaSparkContext spark,
      DatasetConf dataset,
      RawFile file,
      boolean keepBlank,
      int blockSteps) {
    long step = file.source().step().stepMillis();
    long whole = dataset.resolution().stepMillis();
    long stretch = Math.max(1, (blockSteps * step + whole - 1) / whole) * whole;
    ChunkReader reader =
        new ChunkReader(new LineTyper(dataset, file), stretch, dataset.columns().size(), keepBlank);
    return lines(spark, file).mapPartitions(reader::of);
  }

  /**
   * Joins pieces to whole chunks, each in one task.
   *
   * @param pieces all pieces of some chunks, in any order
   * @param partitions tasks that share the chunks
   * @return the chunks, in no order
   */
  public static JavaRDD<RowChunk> join(JavaRDD<RowChunk> pieces, int partitions) {
    return pieces
        .mapToPair(piece -> new Tuple2<>(piece.id(), piece))
        .repartitionAndSortWithinPartitions(new HashPartitioner(partitions))
        .mapPartitions(ChunkAssembler::new);
  }

  private static JavaRDD<Text> lines(JavaSparkContext spark, RawFile file) {
    try {
      Job job = Job.getInstance(spark.hadoopConfiguration());
      FileInputFormat.setInputPaths(job, new Path(file.path().readable()));
      // Local files have blocks of 32 MB to Hadoop: one part a task is enough of a smaller file.
      FileInputFormat.setMinInputSplitSize(
          job, Math.min(LARGE, file.size() / spark.defaultParallelism() + 1));
      return spark
          .newAPIHadoopRDD(
              job.getConfiguration(), TextInputFormat.class, LongWritable.class, Text.class)
          .values();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
