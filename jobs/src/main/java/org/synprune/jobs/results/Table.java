package org.synprune.jobs.results;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A table's name and columns: what each is called and how a row gives it. A column's value may be
 * absent or not finite, which reads as null.
 *
 * @param <R> the record that makes a row
 */
public final class Table<R> {

  private final String name;
  private final List<Column<R>> columns;
  private final MessageType schema;

  private Table(String name, List<Column<R>> columns) {
    this.name = name;
    this.columns = List.copyOf(columns);
    schema =
        new MessageType(
            name, columns.stream().map(Column::type).collect(Collectors.<Type>toList()));
  }

  private record Column<R>(Type type, Function<R, ?> value) {}

  /**
   * Starts a table.
   *
   * @param <R> the record that makes a row
   * @param name its name, which is its folder's too
   * @return a builder
   */
  static <R> Builder<R> named(String name) {
    return new Builder<>(name);
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
   * The columns' names.
   *
   * @return the names, in order
   */
  public List<String> columns() {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  MessageType schema() {
    return schema;
  }

  Group group(R row) {
    Group group = new SimpleGroup(schema);
    for (Column<R> column : columns) {
      String field = column.type().getName();
      Object value = column.value().apply(row);
      if (value == null || (value instanceof Double number && !Double.isFinite(number))) {
        continue;
      }
      if (value instanceof String text) {
        group.add(field, text);
      } else if (value instanceof Long number) {
        group.add(field, number);
      } else if (value instanceof Integer number) {
        group.add(field, number);
      } else if (value instanceof Double number) {
        group.add(field, number);
      } else {
        throw new IllegalStateException(field + " gives a " + value.getClass());
      }
    }
    return group;
  }

  /** Adds columns one by one. */
  static final class Builder<R> {
    private final String name;
    private final List<Column<R>> columns = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    Builder<R> text(String column, Function<R, String> value) {
      Type type =
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(column);
      return add(type, value);
    }

    Builder<R> integer(String column, Function<R, Integer> value) {
      return add(Types.optional(PrimitiveTypeName.INT32).named(column), value);
    }

    Builder<R> bigint(String column, Function<R, Long> value) {
      return add(Types.optional(PrimitiveTypeName.INT64).named(column), value);
    }

    Builder<R> number(String column, Function<R, Double> value) {
      return add(Types.optional(PrimitiveTypeName.DOUBLE).named(column), value);
    }

    /** A point in time, given as microseconds since 1970 UTC. */
    Builder<R> timestamp(String column, Function<R, Long> value) {
      Type type =
          Types.optional(PrimitiveTypeName.INT64)
              .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS))
              .named(column);
      return add(type, value);
    }

    private Builder<R> add(Type type, Function<R, ?> value) {
      columns.add(new Column<>(type, value));
      return this;
    }

    Table<R> build() {
      return new Table<>(name, columns);
    }
  }
}
