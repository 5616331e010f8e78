package org.synprune.jobs.data.store;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows in the form of Spark SQL's own Parquet files, from primitives. Writing them by Spark
 * SQL would box each number and compile a plan first.
 */
public final class SeriesParquet extends WriteSupport<SeriesRow> {

  /** Key of the schema in Spark's form, in settings and in the files. */
  private static final String SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

  private final Map<String, Binary> splits = new HashMap<>();
  private String[] names = {};
  private @Nullable RecordConsumer to;

  /** Parquet makes it by reflection. */
  public SeriesParquet() {}

  /** Sets the columns for the tasks that write. */
  static void configure(Configuration conf, StructType schema) {
    conf.set(SCHEMA, schema.json());
  }

  /** Deprecated in the Parquet of Spark 4 for one that Spark 3.5's doesn't have. */
  @Override
  @SuppressWarnings("deprecation")
  public WriteContext init(Configuration conf) {
    String json = conf.get(SCHEMA);
    StructType schema = (StructType) DataType.fromJson(json);
    names = schema.fieldNames();
    return new WriteContext(message(schema), Map.of(SCHEMA, json));
  }

  private static MessageType message(StructType schema) {
    Types.MessageTypeBuilder message = Types.buildMessage();
    for (StructField field : schema.fields()) {
      PrimitiveTypeName type =
          switch (field.dataType().typeName()) {
            case "long", "timestamp_ntz" -> PrimitiveTypeName.INT64;
            case "integer" -> PrimitiveTypeName.INT32;
            case "boolean" -> PrimitiveTypeName.BOOLEAN;
            case "string" -> PrimitiveTypeName.BINARY;
            case "double" -> PrimitiveTypeName.DOUBLE;
            case "float" -> PrimitiveTypeName.FLOAT;
            default -> throw new IllegalArgumentException(field.toString());
          };
      LogicalTypeAnnotation meaning =
          switch (field.dataType().typeName()) {
            case "timestamp_ntz" -> LogicalTypeAnnotation.timestampType(false, TimeUnit.MICROS);
            case "string" -> LogicalTypeAnnotation.stringType();
            default -> null;
          };
      message.addField(
          (field.nullable() ? Types.optional(type) : Types.required(type))
              .as(meaning)
              .named(field.name()));
    }
    return message.named("spark_schema");
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    to = consumer;
  }

  @Override
  public void write(SeriesRow row) {
    to.startMessage();
    int field = 0;
    start(field);
    to.addLong(row.row);
    end(field++);
    start(field);
    to.addInteger(row.block);
    end(field++);
    start(field);
    to.addBoolean(row.halo);
    end(field++);
    if (row.millis != SeriesRow.NO_TIME) {
      start(field);
      to.addLong(row.millis * 1000);
      end(field);
    }
    field++;
    start(field);
    to.addInteger(row.segment);
    end(field++);
    start(field);
    to.addBinary(splits.computeIfAbsent(row.split, Binary::fromString));
    end(field++);
    start(field);
    to.addBoolean(row.observed);
    end(field++);
    start(field);
    to.addDouble(row.raw);
    end(field++);
    start(field);
    to.addFloat(row.target);
    end(field++);
    for (float feature : row.features) {
      start(field);
      to.addFloat(feature);
      end(field++);
    }
    to.endMessage();
  }

  private void start(int field) {
    to.startField(names[field], field);
  }

  private void end(int field) {
    to.endField(names[field], field);
  }
}
