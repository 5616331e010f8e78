package org.synprune.jobs.results;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.storage.Storage;

/**
 * A table: its name, who writes it, its columns and how a row gives their values. A value that is
 * absent or not finite is written as null.
 *
 * @param <R> the record that makes a row
 */
public final class Table<R> {

  private final String name;
  private final String writer;
  private final List<String> key;
  private final List<Field<R>> fields;
  private final MessageType schema;

  private Table(String name, String writer, List<String> key, List<Field<R>> fields) {
    this.name = name;
    this.writer = writer;
    this.key = List.copyOf(key);
    this.fields = List.copyOf(fields);
    schema =
        new MessageType(
            name,
            fields.stream()
                .map(field -> field.column().parquetType())
                .collect(Collectors.<Type>toList()));
  }

  private record Field<R>(TableColumn column, Function<R, ? extends @Nullable Object> value) {}

  /**
   * Starts a table.
   *
   * @param <R> the record that makes a row
   * @param name its name, which is its folder's too
   * @param writer the subcommand that writes it
   * @return a builder
   */
  static <R> Builder<R> named(String name, String writer) {
    return new Builder<>(name, writer);
  }

  /**
   * The table's name.
   *
   * @return its name, which is its folder's too
   */
  public String name() {
    return name;
  }

  /**
   * Who writes the table.
   *
   * @return the name of a subcommand, such as {@code sweep}
   */
  public String writer() {
    return writer;
  }

  /**
   * What the table holds.
   *
   * @return its columns, in order, without {@code run}, which is in the folder's name
   */
  public List<TableColumn> columns() {
    return fields.stream().map(Field::column).toList();
  }

  MessageType schema() {
    return schema;
  }

  public StructType sparkSchema() {
    StructType all = new StructType();
    for (TableColumn column : columns()) {
      all = all.add(column.name(), column.sparkType());
    }
    return all;
  }

  /**
   * Reads a run's rows of the table.
   *
   * @param spark the session that reads
   * @param store the run's results; there must be a file of the table
   * @return the rows, with all {@link #columns}; those that an earlier version of this program
   *     didn't write are null, but for the variant, which is empty
   */
  public Dataset<Row> read(SparkSession spark, ResultStore store) {
    Dataset<Row> rows = spark.read().schema(sparkSchema()).parquet(store.readable(name));
    return once(PlaceColumns.filled(rows));
  }

  /**
   * Leaves out rows that are there twice: those of a unit that two processes wrote.
   *
   * @param rows rows of the table, of one run, or of several with column {@code run}
   * @return each row once
   */
  public Dataset<Row> once(Dataset<Row> rows) {
    if (key.isEmpty()) {
      return rows;
    }
    Stream<String> run =
        Stream.of(ResultTables.RUN.name()).filter(List.of(rows.columns())::contains);
    return rows.dropDuplicates(Stream.concat(run, key.stream()).toArray(String[]::new));
  }

  /** The bytes of a Parquet file of some rows. */
  Storage.Content content(List<R> rows) {
    return out -> {
      try (ParquetWriter<Group> writer = writer(out)) {
        for (R row : rows) {
          writer.write(group(row));
        }
      }
    };
  }

  /** A writer of a Parquet file of the table. */
  ParquetWriter<Group> writer(OutputStream out) throws IOException {
    return ExampleParquetWriter.builder(new StreamOutputFile(out))
        .withConf(new Configuration(false))
        .withType(schema)
        .withCompressionCodec(CompressionCodecName.SNAPPY)
        .build();
  }

  /** The columns that no two rows of a run share. */
  List<String> key() {
    return key;
  }

  private Group group(R row) {
    Group group = new SimpleGroup(schema);
    for (Field<R> field : fields) {
      String column = field.column().name();
      Object value = field.value().apply(row);
      if (value == null || (value instanceof Double number && !Double.isFinite(number))) {
        continue;
      }
      if (value instanceof String text) {
        group.add(column, text);
      } else if (value instanceof Long number) {
        group.add(column, number);
      } else if (value instanceof Integer number) {
        group.add(column, number);
      } else if (value instanceof Double number) {
        group.add(column, number);
      } else if (value instanceof Boolean truth) {
        group.add(column, truth);
      } else {
        throw new IllegalStateException(column + " gives a " + value.getClass());
      }
    }
    return group;
  }

  /**
   * Adds columns one by one, each with its unit and meaning.
   *
   * @param <R> the record that makes a row
   */
  static final class Builder<R> {
    private final String name;
    private final String writer;
    private final List<Field<R>> fields = new ArrayList<>();
    private List<String> key = List.of();

    private Builder(String name, String writer) {
      this.name = name;
      this.writer = writer;
    }

    Builder<R> text(
        String column, String kind, String meaning, Function<R, @Nullable String> value) {
      return add(new TableColumn(column, TableColumn.Type.TEXT, kind, meaning), value);
    }

    Builder<R> integer(
        String column, String unit, String meaning, Function<R, @Nullable Integer> value) {
      return add(new TableColumn(column, TableColumn.Type.INTEGER, unit, meaning), value);
    }

    Builder<R> bigint(
        String column, String unit, String meaning, Function<R, @Nullable Long> value) {
      return add(new TableColumn(column, TableColumn.Type.BIGINT, unit, meaning), value);
    }

    Builder<R> number(
        String column, String unit, String meaning, Function<R, @Nullable Double> value) {
      return add(new TableColumn(column, TableColumn.Type.DOUBLE, unit, meaning), value);
    }

    Builder<R> truth(String column, String meaning, Function<R, @Nullable Boolean> value) {
      return add(
          new TableColumn(column, TableColumn.Type.BOOLEAN, "true or false", meaning), value);
    }

    /** A point in time, given as microseconds since 1970 UTC. */
    Builder<R> timestamp(String column, String meaning, Function<R, @Nullable Long> value) {
      return add(new TableColumn(column, TableColumn.Type.TIMESTAMP, "UTC", meaning), value);
    }

    private Builder<R> add(TableColumn column, Function<R, ? extends @Nullable Object> value) {
      fields.add(new Field<>(column, value));
      return this;
    }

    /**
     * Sets the columns that no two rows of a run share; without them nothing is looked at twice.
     */
    Builder<R> key(String... columns) {
      key = List.of(columns);
      return this;
    }

    Table<R> build() {
      return new Table<>(name, writer, key, fields);
    }
  }
}
