package org.synprune.jobs.data;

import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the text on the executors, once, and brings it into chunks.
 *
 * <p>Rows are shuffled by the stretch of time that they fall into, not by sampled ranges: no second
 * pass over the text is needed to find the ranges, and chunk bounds, and with them all rounding,
 * are the same however many tasks there are and in whatever order the lines stand.
 */
final class RawRows {

  private static final String CHUNK = "chunk";
  private static final String MILLIS = "millis";

  private static final int GOOD = 0;
  private static final int BLANK = 1;
  private static final int BAD = 2;

  private static final StructType TYPED =
      new StructType()
          .add(CHUNK, DataTypes.LongType, false)
          .add(MILLIS, DataTypes.LongType, false)
          .add("state", DataTypes.IntegerType, false)
          .add("values", DataTypes.BinaryType, false);

  private RawRows() {}

  /**
   * The file's chunks, averaged to the data set's resolution; not yet computed.
   *
   * @param keepBlank whether blank lines are rows
   * @param blockSteps steps of the file in a chunk, rounded up to whole steps of the data set
   * @param partitions tasks that share the chunks
   */
  static JavaRDD<Chunk> read(
      SparkSession spark,
      DatasetConf dataset,
      RawFile file,
      boolean keepBlank,
      int blockSteps,
      int partitions) {
    TextFormat format = file.source().format();
    StructType text = new StructType();
    for (int i = 0; i < file.header().size(); i++) {
      text = text.add("c" + i, DataTypes.StringType);
    }
    text = text.add("corrupt", DataTypes.StringType);
    Dataset<Row> lines =
        spark
            .read()
            .schema(text)
            .option("sep", String.valueOf(format.delimiter()))
            .option("quote", String.valueOf(format.quote()))
            .option("escape", String.valueOf(format.quote()))
            .option("encoding", format.charset())
            .option("columnNameOfCorruptRecord", "corrupt")
            .option("mode", "PERMISSIVE")
            .csv(Locations.toRead(file.path()));
    long step = file.source().step().stepMillis();
    long whole = dataset.resolution().stepMillis();
    long stretch = Math.max(1, (blockSteps * step + whole - 1) / whole) * whole;
    Typing typing = new Typing(new LineTyper(dataset, file), file.header(), stretch);
    Dataset<Row> typed = lines.mapPartitions(typing, Encoders.row(TYPED));
    int columns = dataset.columns().size();
    boolean average = step != whole && dataset.resolution().regular();
    Averager averager =
        average
            ? new Averager(file.source().step(), dataset.resolution(), dataset.minShare())
            : null;
    return typed
        .repartition(partitions, typed.col(CHUNK))
        .sortWithinPartitions(CHUNK, MILLIS)
        .toJavaRDD()
        .mapPartitions(
            rows -> {
              Iterator<Chunk> chunks = new Chunks(rows, columns, keepBlank);
              Iterable<Chunk> once = () -> chunks;
              Stream<Chunk> stream =
                  java.util.stream.StreamSupport.stream(once.spliterator(), false);
              return stream.map(c -> averager == null ? c : averager.average(c)).iterator();
            });
  }

  /** Text cells to typed rows. */
  private static final class Typing implements MapPartitionsFunction<Row, Row>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final LineTyper typer;
    private final String[] header;
    private final long stretch;

    Typing(LineTyper typer, List<String> header, long stretch) {
      this.typer = typer;
      this.header = header.toArray(String[]::new);
      this.stretch = stretch;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> lines) {
      Iterable<Row> once = () -> lines;
      return java.util.stream.StreamSupport.stream(once.spliterator(), false)
          .filter(line -> !isHeader(line))
          .map(this::type)
          .iterator();
    }

    /** The first line, found by what it says: only one task of several sees the file's start. */
    private boolean isHeader(Row line) {
      for (int i = 0; i < header.length; i++) {
        String cell = line.isNullAt(i) ? "" : line.getString(i).strip();
        if (!header[i].equals(i == 0 ? cell.replace("\uFEFF", "") : cell)) {
          return false;
        }
      }
      return true;
    }

    private Row type(Row line) {
      LineTyper.Line read =
          line.isNullAt(header.length) ? typer.read(line::getString) : typer.read(cells(line));
      if (read instanceof LineTyper.Bad) {
        read = typer.read(cells(line));
      }
      if (read instanceof LineTyper.Typed typed) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * typed.values().length);
        bytes.asDoubleBuffer().put(typed.values());
        return RowFactory.create(
            Math.floorDiv(typed.millis(), stretch), typed.millis(), GOOD, bytes.array());
      }
      return RowFactory.create(
          Long.MAX_VALUE,
          Chunk.NO_TIME,
          read instanceof LineTyper.Blank ? BLANK : BAD,
          new byte[0]);
    }

    /** All cells; a line with a wrong number of cells gets one more, so that it is told apart. */
    private List<String> cells(Row line) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < header.length; i++) {
        cells.add(line.getString(i));
      }
      if (!line.isNullAt(header.length)) {
        cells.add("");
      }
      return cells;
    }
  }

  /** Typed rows in order of chunk and time to chunks. */
  private static final class Chunks implements Iterator<Chunk> {

    private final Iterator<Row> rows;
    private final int columns;
    private final boolean keepBlank;
    private Row next;

    Chunks(Iterator<Row> rows, int columns, boolean keepBlank) {
      this.rows = rows;
      this.columns = columns;
      this.keepBlank = keepBlank;
      advance();
    }

    private void advance() {
      next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Chunk next() {
      if (next == null) {
        throw new java.util.NoSuchElementException();
      }
      long id = next.getLong(0);
      long[] millis = new long[64];
      double[] values = new double[64 * columns];
      int count = 0;
      long rowCount = 0;
      long blank = 0;
      long bad = 0;
      long[] missing = new long[columns];
      Long duplicate = null;
      for (; next != null && next.getLong(0) == id; advance()) {
        int state = next.getInt(2);
        bad += state == BAD ? 1 : 0;
        blank += state == BLANK ? 1 : 0;
        if (state == BAD || (state == BLANK && !keepBlank)) {
          continue;
        }
        if (count == millis.length) {
          millis = Arrays.copyOf(millis, 2 * count);
          values = Arrays.copyOf(values, 2 * count * columns);
        }
        millis[count] = next.getLong(1);
        if (state == BLANK) {
          Arrays.fill(values, count * columns, (count + 1) * columns, Double.NaN);
        } else {
          rowCount++;
          ByteBuffer.wrap(next.<byte[]>getAs(3))
              .asDoubleBuffer()
              .get(values, count * columns, columns);
          for (int c = 0; c < columns; c++) {
            missing[c] += Double.isNaN(values[count * columns + c]) ? 1 : 0;
          }
          if (duplicate == null && count > 0 && millis[count] == millis[count - 1]) {
            duplicate = millis[count];
          }
        }
        count++;
      }
      return new Chunk(
          id,
          Arrays.copyOf(millis, count),
          Arrays.copyOf(values, count * columns),
          new Chunk.RawCounts(rowCount, blank, bad, missing, duplicate));
    }
  }
}
