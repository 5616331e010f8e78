package org.synprune.jobs.score;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.ArrayEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.PrimitiveDoubleEncoder$;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.PrimitiveFloatEncoder$;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.UDTEncoder;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.catalyst.encoders.RowEncoder;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;

/**
 * What holds a window in a column, and how rows are read and written so that its numbers stay in
 * one array: Spark's own rows have an object for each number of an array.
 */
enum WindowKind {
  /** {@code array<float>}, in our rows {@code float[]}. */
  FLOATS,
  /** {@code array<double>}, in our rows {@code double[]}. */
  DOUBLES,
  /** Spark's ML vector, in its rows, too. */
  VECTOR;

  /** The kind of a column, if it can hold windows. */
  static Optional<WindowKind> of(DataType type) {
    if (type.equals(SQLDataTypes.VectorType())) {
      return Optional.of(VECTOR);
    }
    DataType element = type instanceof ArrayType array ? array.elementType() : type;
    if (element.equals(type)) {
      return Optional.empty();
    }
    if (element.equals(DataTypes.FloatType)) {
      return Optional.of(FLOATS);
    }
    return element.equals(DataTypes.DoubleType) ? Optional.of(DOUBLES) : Optional.empty();
  }

  /**
   * Reads rows.
   *
   * @param schema their columns
   * @param index which one holds the windows
   */
  Encoder<Row> read(StructType schema, int index) {
    return switch (this) {
      case FLOATS ->
          rows(schema, index, new UDTEncoder<>(new FloatWindowType(), FloatWindowType.class));
      case DOUBLES ->
          rows(schema, index, new UDTEncoder<>(new DoubleWindowType(), DoubleWindowType.class));
      case VECTOR -> Encoders.row(schema);
    };
  }

  /**
   * Writes rows.
   *
   * @param schema their columns; an array may come out as one that can't hold null
   * @param index which one holds the windows
   */
  Encoder<Row> write(StructType schema, int index) {
    return switch (this) {
      case FLOATS -> rows(schema, index, new ArrayEncoder<>(PrimitiveFloatEncoder$.MODULE$, false));
      case DOUBLES ->
          rows(schema, index, new ArrayEncoder<>(PrimitiveDoubleEncoder$.MODULE$, false));
      case VECTOR -> Encoders.row(schema);
    };
  }

  /** Rows of Spark's but for one column. */
  private static Encoder<Row> rows(StructType schema, int index, AgnosticEncoder<?> window) {
    Seq<EncoderField> all = ((AgnosticEncoders.RowEncoder) RowEncoder.encoderFor(schema)).fields();
    List<EncoderField> fields = List$.MODULE$.empty();
    for (int i = all.size() - 1; i >= 0; i--) {
      EncoderField field = all.apply(i);
      if (i == index) {
        field =
            new EncoderField(
                field.name(),
                window,
                field.nullable(),
                field.metadata(),
                field.readMethod(),
                field.writeMethod());
      }
      fields = fields.$colon$colon(field);
    }
    return ExpressionEncoder.apply(new AgnosticEncoders.RowEncoder(fields));
  }

  /** A window of our rows, of what a row holds: one made in the same stage comes as it was made. */
  Object window(Object value) {
    return switch (this) {
      case FLOATS -> value instanceof float[] ? value : floats(value);
      case DOUBLES -> value instanceof double[] ? value : doubles(value);
      case VECTOR -> value;
    };
  }

  private static float[] floats(Object value) {
    double[] doubles = doubles(value);
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  private static double[] doubles(Object value) {
    Object[] numbers;
    if (value instanceof Seq<?> sequence) {
      numbers = new Object[sequence.size()];
      Arrays.setAll(numbers, sequence::apply);
    } else {
      numbers = (Object[]) value;
    }
    double[] doubles = new double[numbers.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = numbers[i] == null ? Double.NaN : ((Number) numbers[i]).doubleValue();
    }
    return doubles;
  }
}
