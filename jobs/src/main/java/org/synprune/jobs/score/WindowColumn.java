package org.synprune.jobs.score;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.BadInputException;
import scala.collection.Seq;

/**
 * The column that holds the windows.
 *
 * @param name its name
 * @param index its index in the rows
 * @param length values of a window
 * @param expected what a window is, for messages
 */
record WindowColumn(String name, int index, int length, String expected) implements Serializable {

  /**
   * Finds the column.
   *
   * @throws BadInputException if it isn't there or holds something else
   */
  static WindowColumn of(StructType schema, String name, int length, String expected) {
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new BadInputException(
          "there is no column '"
              + name
              + "', expected one of windows among "
              + String.join(", ", schema.fieldNames()));
    }
    int index = schema.fieldIndex(name);
    DataType type = schema.fields()[index].dataType();
    boolean numbers =
        type instanceof ArrayType array
            && (array.elementType().equals(DataTypes.FloatType)
                || array.elementType().equals(DataTypes.DoubleType));
    if (!numbers && !type.equals(SQLDataTypes.VectorType())) {
      throw new BadInputException(
          "column '"
              + name
              + "' is of type "
              + type.simpleString()
              + ", expected array<float>, array<double> or vector: "
              + expected);
    }
    return new WindowColumn(name, index, length, expected);
  }

  /**
   * The values of a row's window.
   *
   * @throws BadInputException if it isn't one
   */
  double[] values(Row row) {
    if (row.isNullAt(index)) {
      throw new BadInputException("column '" + name + "' holds null, expected " + expected);
    }
    Object value = row.get(index);
    double[] window;
    if (value instanceof Vector vector) {
      window = vector.toArray();
    } else if (value instanceof float[] floats) {
      // A row made in the same stage comes as it was made.
      window = new double[floats.length];
      Arrays.setAll(window, i -> floats[i]);
    } else {
      Seq<?> numbers = row.getSeq(index);
      window = new double[numbers.size()];
      for (int i = 0; i < window.length; i++) {
        Number number = (Number) numbers.apply(i);
        window[i] = number == null ? Double.NaN : number.doubleValue();
      }
    }
    if (window.length != length) {
      throw new BadInputException(
          "column '"
              + name
              + "' holds a window of "
              + window.length
              + " values, expected "
              + expected);
    }
    for (int i = 0; i < window.length; i++) {
      if (!Double.isFinite(window[i])) {
        throw new BadInputException(
            "column '"
                + name
                + "' holds a window with no number at index "
                + i
                + ", expected "
                + expected);
      }
    }
    return window;
  }
}
