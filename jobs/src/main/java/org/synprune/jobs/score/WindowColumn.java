package org.synprune.jobs.score;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.series.WindowScaler;

/**
 * The column that holds the windows.
 *
 * @param name its name
 * @param index its index in the rows
 * @param kind what holds a window
 * @param length values of a window
 * @param expected what a window is, for messages
 */
record WindowColumn(String name, int index, WindowKind kind, int length, String expected)
    implements Serializable {

  private static final int AT_ONCE = 8;

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
    WindowKind kind =
        WindowKind.of(schema.fields()[index].dataType())
            .orElseThrow(
                () ->
                    new BadInputException(
                        "column '"
                            + name
                            + "' is of type "
                            + schema.fields()[index].dataType().simpleString()
                            + ", expected array<float>, array<double> or vector: "
                            + expected));
    return new WindowColumn(name, index, kind, length, expected);
  }

  /**
   * A row's window.
   *
   * @return a {@code float[]}, {@code double[]} or {@link Vector}, by the column's kind
   * @throws BadInputException if there is none
   */
  Object window(Row row) {
    if (row.isNullAt(index)) {
      throw new BadInputException("column '" + name + "' holds null, expected " + expected);
    }
    return kind.window(row.get(index));
  }

  /**
   * Scales a window.
   *
   * @param window what {@link #window} gave
   * @param scaler how
   * @param scaled the array to write to
   * @param at position of the first value in it
   * @throws BadInputException if the window is of another length or holds no number somewhere
   */
  void scale(Object window, WindowScaler scaler, float[] scaled, int at) {
    if (window instanceof float[] floats) {
      requireLength(floats.length);
      requireNumber(firstGap(floats));
      scaler.scale(floats, scaled, at);
    } else {
      double[] doubles = window instanceof Vector vector ? vector.toArray() : (double[]) window;
      requireLength(doubles.length);
      requireNumber(firstGap(doubles));
      scaler.scale(doubles, scaled, at);
    }
  }

  /** Where the first value is that is no number; behind the last if there is none. */
  private static int firstGap(float[] values) {
    int i = 0;
    while (i + AT_ONCE <= values.length && areNumbers(values, i)) {
      i += AT_ONCE;
    }
    while (i < values.length && Math.abs(values[i]) <= Float.MAX_VALUE) {
      i++;
    }
    return i;
  }

  /** Whether the next {@value #AT_ONCE} values are: 0 times a number is 0. */
  private static boolean areNumbers(float[] v, int i) {
    float a = 0 * v[i] + 0 * v[i + 1];
    float b = 0 * v[i + 2] + 0 * v[i + 3];
    float c = 0 * v[i + 4] + 0 * v[i + 5];
    float d = 0 * v[i + 6] + 0 * v[i + 7];
    return (a + b) + (c + d) == 0;
  }

  private static int firstGap(double[] values) {
    int i = 0;
    while (i < values.length && Math.abs(values[i]) <= Double.MAX_VALUE) {
      i++;
    }
    return i;
  }

  private void requireLength(int values) {
    if (values != length) {
      throw new BadInputException(
          "column '" + name + "' holds a window of " + values + " values, expected " + expected);
    }
  }

  private void requireNumber(int gap) {
    if (gap < length) {
      throw new BadInputException(
          "column '"
              + name
              + "' holds a window with no number at index "
              + gap
              + ", expected "
              + expected);
    }
  }
}
