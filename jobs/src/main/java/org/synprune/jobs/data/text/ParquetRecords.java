package org.synprune.jobs.data.text;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.build.RowChunk;
import org.synprune.jobs.data.conf.Layout;

/** The rows of a Parquet file, as Spark reads them. */
final class ParquetRecords implements RecordReader.Records {

  private final RawPart part;
  private final Iterator<Row> rows;
  private long number;

  private ParquetRecords(RawPart part, Iterator<Row> rows) {
    this.part = part;
    this.rows = rows;
  }

  /** Opens a file's rows on this machine. */
  static RecordReader open(JavaSparkContext spark, RawPart part, Layout layout) {
    return RecordReader.of(new ParquetRecords(part, rows(spark, part).toLocalIterator()), layout);
  }

  private static Dataset<Row> rows(JavaSparkContext spark, RawPart part) {
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    Column[] columns =
        part.header().stream()
            .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    return session.read().parquet(part.path().readable()).select(columns);
  }

  /**
   * The chunks of all rows, read by as many tasks as Spark finds fit, or by one if order matters.
   */
  static JavaRDD<RowChunk> typed(RawRows all, ChunkReader reader) {
    JavaRDD<LineTyper.Line> lines = all.spark().emptyRDD();
    RowTime time = new RowTime(all.file().source(), all.grid());
    for (RawPart part : all.file().parts()) {
      LineTyper typer = new LineTyper(all.dataset(), all.file().source(), part.header(), time);
      lines =
          lines.union(
              rows(all.spark(), part)
                  .toJavaRDD()
                  .map(row -> typer.read(RawRecord.of(part, 0, cells(row)))));
    }
    boolean one = all.file().inOrder() || all.file().source().layout().footer() > 0;
    return (one ? lines.coalesce(1) : lines)
        .mapPartitionsWithIndex((task, each) -> reader.of(task, each), false);
  }

  private static List<@Nullable Object> cells(Row row) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(value(row.get(i)));
    }
    return cells;
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof Timestamp time) {
      return time.toInstant();
    } else if (value instanceof Date date) {
      return date.toLocalDate().atStartOfDay();
    } else if (value instanceof Float number) {
      // As it is written: 0.1 is not 0.10000000149.
      return number.isNaN() ? null : (Object) Double.valueOf(number.toString());
    } else if (value instanceof BigDecimal number) {
      return number.doubleValue();
    } else if (value instanceof Double number) {
      return number.isNaN() ? null : number;
    } else if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    return value;
  }

  @Override
  public @Nullable RawRecord next() {
    return rows.hasNext() ? RawRecord.of(part, ++number, cells(rows.next())) : null;
  }

  @Override
  public void close() {}
}
