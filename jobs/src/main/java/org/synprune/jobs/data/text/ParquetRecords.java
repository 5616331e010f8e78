package org.synprune.jobs.data.text;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.build.RowChunk;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.storage.StorageFailure;

/** The rows of a Parquet file, as Spark reads them. */
final class ParquetRecords implements RecordReader.Records {

  private final RawPart part;
  private final Iterator<Row> rows;
  private final List<Kind> kinds;
  private long number;

  private ParquetRecords(RawPart part, Iterator<Row> rows, List<Kind> kinds) {
    this.part = part;
    this.rows = rows;
    this.kinds = kinds;
  }

  /** What the numbers of a column stand for. */
  private enum Kind {
    /** For themselves. */
    PLAIN,
    /** Nanoseconds since 1970, of UTC. */
    MOMENTS,
    /** The same of no zone. */
    TIMES
  }

  /** Opens a file's rows on this machine. */
  static RecordReader open(JavaSparkContext spark, RawPart part, Source source) {
    return RecordReader.of(
        new ParquetRecords(part, rows(spark, part).toLocalIterator(), kinds(part)), source);
  }

  /**
   * The column names of a file.
   *
   * @throws IOException if it isn't whole
   */
  static List<String> names(RawPart part) throws IOException {
    return fields(part).stream().map(Type::getName).toList();
  }

  private static List<Type> fields(RawPart part) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(part.path().storage().parquet(part.path().path()))) {
      return reader.getFileMetaData().getSchema().getFields();
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Spark has no times in nanoseconds, which pandas writes: it reads them as numbers. */
  private static List<Kind> kinds(RawPart part) {
    try {
      return fields(part).stream().map(ParquetRecords::kind).toList();
    } catch (IOException e) {
      throw StorageFailure.unreadable(part.path(), e);
    }
  }

  private static Kind kind(Type type) {
    if (type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation time
        && time.getUnit() == TimeUnit.NANOS) {
      return time.isAdjustedToUTC() ? Kind.MOMENTS : Kind.TIMES;
    }
    return Kind.PLAIN;
  }

  private static Dataset<Row> rows(JavaSparkContext spark, RawPart part) {
    String name = part.path().name();
    if (name.startsWith("_") || name.startsWith(".")) {
      throw new BadInputException(
          part.path()
              + ": begins with '"
              + name.charAt(0)
              + "', which Spark passes over; rename it");
    }
    SparkSession session =
        SparkSession.builder().sparkContext(spark.sc()).getOrCreate().newSession();
    session.conf().set("spark.sql.legacy.parquet.nanosAsLong", "true");
    session.conf().set("spark.sql.caseSensitive", "true");
    try {
      return session.read().parquet(part.path().readable());
    } catch (Exception e) { // Spark throws checked ones that it doesn't declare.
      throw new BadInputException(
          part.path() + ": can't be read as Parquet: " + StorageFailure.sentence(e), e);
    }
  }

  /**
   * The chunks of all rows, read by as many tasks as Spark finds fit, or by one if order matters.
   */
  static JavaRDD<RowChunk> typed(RawRows all, ChunkReader reader) {
    JavaRDD<LineTyper.Line> lines = all.spark().emptyRDD();
    RowTime time = new RowTime(all.file().source(), all.grid());
    for (RawPart part : all.file().parts()) {
      LineTyper typer = new LineTyper(all.dataset(), all.file().source(), part.header(), time);
      List<Kind> kinds = kinds(part);
      lines =
          lines.union(
              rows(all.spark(), part)
                  .toJavaRDD()
                  .map(row -> typer.read(RawRecord.of(part, 0, cells(row, kinds)))));
    }
    return (all.file().inOrder() ? lines.coalesce(1) : lines)
        .mapPartitionsWithIndex((task, each) -> reader.of(task, each), false);
  }

  private static List<@Nullable Object> cells(Row row, List<Kind> kinds) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(value(row.get(i), i < kinds.size() ? kinds.get(i) : Kind.PLAIN));
    }
    return cells;
  }

  private static @Nullable Object value(@Nullable Object value, Kind kind) {
    if (kind != Kind.PLAIN && value instanceof Long nanos) {
      Instant at = Instant.ofEpochSecond(0, nanos);
      return kind == Kind.MOMENTS ? at : (Object) LocalDateTime.ofInstant(at, ZoneOffset.UTC);
    }
    return value(value);
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof Timestamp time) {
      return time.toInstant();
    } else if (value instanceof Date date) {
      return date.toLocalDate().atStartOfDay();
    } else if (value instanceof Float number) {
      // As it is written: 0.1 is not 0.10000000149.
      return number.isNaN() ? null : finite(Double.valueOf(number.toString()));
    } else if (value instanceof BigDecimal number) {
      return number.doubleValue();
    } else if (value instanceof Double number) {
      return number.isNaN() ? null : finite(number);
    } else if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    return value;
  }

  /** A number; what is none is a text, so that it is refused as in other files. */
  private static Object finite(Double number) {
    return number.isInfinite() ? (Object) number.toString() : number;
  }

  @Override
  public @Nullable RawRecord next() {
    return rows.hasNext() ? RawRecord.of(part, ++number, cells(rows.next(), kinds)) : null;
  }

  @Override
  public void close() {}
}
