package org.synprune.jobs.data.store;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Writes blocks in the form of Spark SQL's own Parquet files, a row group a block. Parquet takes
 * whole columns: value by value, as Spark SQL and Parquet's own output format hand them over,
 * writing would take longer than all else that {@code prepare} does.
 */
public final class SeriesParquet extends FileOutputFormat<Void, SeriesBlock> {

  /** Key of the schema in Spark's form, in settings and in the files. */
  private static final String SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

  /** Row groups are much smaller than blocks of HDFS: nothing is gained by aligning them. */
  private static final int PADDING = 0;

  /** Hadoop makes it by reflection. */
  public SeriesParquet() {}

  /** Sets the columns for the tasks that write. */
  static void configure(Configuration conf, StructType schema) {
    conf.set(SCHEMA, schema.json());
  }

  @Override
  public RecordWriter<Void, SeriesBlock> getRecordWriter(TaskAttemptContext context)
      throws IOException {
    Configuration conf = context.getConfiguration();
    String json = conf.get(SCHEMA);
    MessageType schema = message((StructType) DataType.fromJson(json));
    Path path = getDefaultWorkFile(context, ".snappy.parquet");
    ParquetFileWriter file =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(path, conf),
            schema,
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            PADDING,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    file.start();
    return new BlockWriter(file, schema, Map.of(SCHEMA, json), conf);
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
}
