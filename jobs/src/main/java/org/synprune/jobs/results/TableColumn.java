package org.synprune.jobs.results;

import java.util.Locale;
import java.util.Objects;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A column of a table. Every column may hold null.
 *
 * @param name its name
 * @param type the type of its values
 * @param unit the unit of its values, or for text what kind of text it is
 * @param meaning what its values say, in a few words
 */
public record TableColumn(String name, Type type, String unit, String meaning) {

  /** Types of values. */
  public enum Type {
    /** A string. */
    TEXT,
    /** True or false. */
    BOOLEAN,
    /** A whole number of 32 bits. */
    INTEGER,
    /** A whole number of 64 bits. */
    BIGINT,
    /** A floating-point number of 64 bits. */
    DOUBLE,
    /** A point in time, in microseconds. */
    TIMESTAMP,
    /** A date and a time of day without a time zone, in microseconds. */
    LOCAL_TIME;

    private DataType spark() {
      return switch (this) {
        case TEXT -> DataTypes.StringType;
        case BOOLEAN -> DataTypes.BooleanType;
        case INTEGER -> DataTypes.IntegerType;
        case BIGINT -> DataTypes.LongType;
        case DOUBLE -> DataTypes.DoubleType;
        case TIMESTAMP -> DataTypes.TimestampType;
        case LOCAL_TIME -> DataTypes.TimestampNTZType;
      };
    }
  }

  /** Validates. */
  public TableColumn {
    Objects.requireNonNull(type, "type");
    if (name.isBlank() || unit.isBlank() || meaning.isBlank()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "column is '%s' of unit '%s' and meaning '%s', expected all three",
              name,
              unit,
              meaning));
    }
  }

  /**
   * Says what the column holds.
   *
   * @return meaning and unit, such as {@code training time [seconds]}
   */
  public String comment() {
    return meaning + " [" + unit + "]";
  }

  public DataType sparkType() {
    return type.spark();
  }

  org.apache.parquet.schema.Type parquetType() {
    return switch (type) {
      case TEXT ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case INTEGER -> Types.optional(PrimitiveTypeName.INT32).named(name);
      case BIGINT -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case TIMESTAMP, LOCAL_TIME ->
          Types.optional(PrimitiveTypeName.INT64)
              .as(
                  LogicalTypeAnnotation.timestampType(
                      type == Type.TIMESTAMP, LogicalTypeAnnotation.TimeUnit.MICROS))
              .named(name);
    };
  }
}
