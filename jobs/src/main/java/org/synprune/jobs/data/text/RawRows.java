package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.HashPartitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;
import org.synprune.jobs.data.build.RowChunk;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Resolution;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TimeGrid;
import scala.Tuple2;

/**
 * Reads a data set's files on the executors, once, and brings their rows into chunks.
 *
 * <p>Which rows make a chunk depends on their times only: no second pass over the text is needed to
 * find ranges, and chunk bounds, and with them all rounding, are the same however many tasks there
 * are and in whatever order the lines stand. Chunks are arrays of many rows, and don't go through
 * Spark SQL: setting up its plans and encoders and converting a record a row would take longer than
 * all the reading.
 *
 * <p>Text whose lines can be read one by one is shared by tasks; all else is read by one task,
 * record by record.
 *
 * @param spark reads the files
 * @param dataset the data set
 * @param file its files
 * @param grid the steps of their rows
 * @param axis the steps that the rows become, which are longer where rows are averaged
 * @param byLines whether tasks share the files, line by line
 */
public record RawRows(
    JavaSparkContext spark,
    DatasetConf dataset,
    RawFile file,
    TimeGrid grid,
    TimeGrid axis,
    boolean byLines) {

  /** Bytes of a part of a large file, at the least: the usual block of a store. */
  private static final long LARGE = 128 << 20;

  /**
   * Looks at the first rows of files.
   *
   * @param spark reads them
   * @param dataset the data set
   * @param file its files
   * @return how they are read
   */
  public static RawRows of(JavaSparkContext spark, DatasetConf dataset, RawFile file) {
    Source source = file.source();
    Resolution step = source.step();
    RawRows unknown = anywhere(spark, dataset, file, file.isReadByLines());
    boolean local = !source.times().zone().isEmpty() && !step.ofDays();
    long first = local || !step.anchored() ? unknown.firstTime() : 0;
    TimeGrid grid = source.inZone(step, first);
    TimeGrid axis =
        step.equals(dataset.resolution()) ? grid : source.averaged(dataset.resolution(), first);
    return new RawRows(spark, dataset, file, grid, axis, unknown.byLines());
  }

  /** Rows at their own times, whatever their steps are. */
  static RawRows anywhere(
      JavaSparkContext spark, DatasetConf dataset, RawFile file, boolean byLines) {
    TimeGrid any = new TimeGrid.Irregular(file.source().step().stepMillis());
    return new RawRows(spark, dataset, file, any, any, byLines);
  }

  /**
   * The steps that the rows of a series are at.
   *
   * @return the axis; of days of a zone those of their dates
   */
  public TimeGrid kept() {
    return axis instanceof TimeGrid.Zoned zoned ? zoned.dates() : axis;
  }

  private long firstTime() {
    try (RowSource rows = inOrder()) {
      while (rows.hasNext()) {
        if (rows.next().line() instanceof LineTyper.Typed row) {
          return row.millis();
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same read record by record, so that a quoted cell may go over several lines.
   *
   * @return the rows, read by one task
   */
  public RawRows byRecords() {
    return new RawRows(spark, dataset, file, grid, axis, false);
  }

  /** All rows in order, on this machine. */
  RowSource inOrder() {
    return new RowSource(dataset, file, grid, this::open, byLines);
  }

  private RecordReader open(RawPart part) {
    if (file.isParquet()) {
      return ParquetRecords.open(spark, part, file.source());
    }
    return opened(part, file);
  }

  private static RecordReader opened(RawPart part, RawFile file) {
    try {
      return RecordReader.open(part, file.source());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The chunks in pieces, as tasks find them. Spark computes them when they are asked for.
   *
   * @param keepBlank whether blank lines are rows
   * @param blockSteps steps of the files in a chunk, rounded up to whole steps of the data set
   * @return the pieces, in no order
   */
  public JavaRDD<RowChunk> chunks(boolean keepBlank, int blockSteps) {
    Resolution step = file.source().step();
    Resolution resolution = dataset.resolution();
    long whole = resolution.stepMillis();
    long ofChunk = Math.max(1, (blockSteps * step.stepMillis() + whole - 1) / whole);
    ChunkReader reader = new ChunkReader(axis, ofChunk, dataset.columns().size(), keepBlank);
    if (byLines) {
      LineTyper typer =
          new LineTyper(
              dataset,
              file.source(),
              file.parts().get(0).header(),
              new RowTime(file.source(), grid));
      return lines()
          .mapPartitionsWithIndex(
              (task, lines) -> reader.of(task, new TypedLines(typer, lines)), false);
    }
    if (file.isParquet()) {
      return ParquetRecords.typed(this, reader);
    }
    return inOneTask(reader);
  }

  private JavaRDD<RowChunk> inOneTask(ChunkReader reader) {
    DatasetConf conf = dataset;
    RawFile files = file;
    TimeGrid steps = grid;
    return spark
        .parallelize(List.of(0), 1)
        .mapPartitions(
            none -> {
              RowSource rows =
                  new RowSource(conf, files, steps, part -> opened(part, files), false);
              TaskContext.get()
                  .addTaskCompletionListener((TaskCompletionListener) done -> close(rows));
              return reader.of(0, new Lines(rows));
            });
  }

  private static void close(RowSource rows) {
    try {
      rows.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  private JavaRDD<Text> lines() {
    try {
      Job job = Job.getInstance(spark.hadoopConfiguration());
      long bytes = 0;
      for (RawPart part : file.parts()) {
        FileInputFormat.addInputPath(job, new Path(part.path().readable()));
        bytes += part.size();
      }
      // Local files have blocks of 32 MB to Hadoop: one part a task is enough of a smaller file.
      FileInputFormat.setMinInputSplitSize(
          job, Math.min(LARGE, bytes / spark.defaultParallelism() + 1));
      return spark
          .newAPIHadoopRDD(
              job.getConfiguration(), TextInputFormat.class, LongWritable.class, Text.class)
          .values();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines as they are read. */
  private record TypedLines(LineTyper typer, Iterator<Text> lines)
      implements Iterator<LineTyper.Line> {

    @Override
    public boolean hasNext() {
      return lines.hasNext();
    }

    @Override
    public LineTyper.Line next() {
      Text text = lines.next();
      return typer.read(text.getBytes(), text.getLength());
    }
  }

  /** Rows without where they stand. */
  private record Lines(RowSource rows) implements Iterator<LineTyper.Line> {

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public LineTyper.Line next() {
      return rows.next().line();
    }
  }
}
