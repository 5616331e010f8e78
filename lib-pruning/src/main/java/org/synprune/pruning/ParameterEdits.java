package org.synprune.pruning;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which rows and columns parameters lose, and what is added to them before. */
final class ParameterEdits {

  private final Map<Parameter, Edit> edits = new LinkedHashMap<>();

  private static final class Edit {
    private final BitSet rows = new BitSet();
    private final BitSet columns = new BitSet();
    private float[] more = {};
  }

  private Edit edit(Parameter parameter) {
    return edits.computeIfAbsent(parameter, none -> new Edit());
  }

  /** Drops an index of a parameter's first dimension. */
  void dropRow(Parameter parameter, int row) {
    edit(parameter).rows.set(row);
  }

  /** Drops an index of a parameter's second dimension. */
  void dropColumn(Parameter parameter, int column) {
    edit(parameter).columns.set(column);
  }

  /** Adds numbers to a vector. */
  void add(Parameter parameter, float[] numbers) {
    Edit edit = edit(parameter);
    if (edit.more.length == 0) {
      edit.more = numbers.clone();
      return;
    }
    for (int i = 0; i < numbers.length; i++) {
      edit.more[i] += numbers[i];
    }
  }

  boolean isEmpty() {
    return edits.values().stream().allMatch(edit -> edit.rows.isEmpty() && edit.columns.isEmpty());
  }

  /** Returns what would be left of a parameter's numbers; all if nothing is dropped. */
  float[] left(Parameter parameter, float... numbers) {
    Edit edit = edits.get(parameter);
    if (edit == null) {
      return numbers;
    }
    Shape shape = parameter.getArray().getShape();
    int rows = Math.toIntExact(shape.get(0));
    int columns = shape.dimension() < 2 ? 1 : Math.toIntExact(shape.get(1));
    int inner = numbers.length / rows / columns;
    float[] left = new float[Math.toIntExact(shapeLeft(parameter).size())];
    int to = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (edit.rows.get(row) || edit.columns.get(column)) {
          continue;
        }
        System.arraycopy(numbers, (row * columns + column) * inner, left, to, inner);
        to += inner;
      }
    }
    return left;
  }

  /** Returns the shape that a parameter would have. */
  Shape shapeLeft(Parameter parameter) {
    Edit edit = edits.get(parameter);
    long[] shape = parameter.getArray().getShape().getShape().clone();
    if (edit != null) {
      shape[0] -= edit.rows.cardinality();
      if (shape.length > 1) {
        shape[1] -= edit.columns.cardinality();
      }
    }
    return new Shape(shape);
  }

  /**
   * Changes the parameters.
   *
   * @return the arrays that they had
   */
  Map<Parameter, NDArray> apply() {
    Map<Parameter, NDArray> before = new LinkedHashMap<>();
    edits.forEach(
        (parameter, edit) -> {
          NDArray array = parameter.getArray();
          float[] numbers = array.toFloatArray();
          for (int i = 0; i < edit.more.length; i++) {
            numbers[i] += edit.more[i];
          }
          Shape shape = shapeLeft(parameter);
          float[] left = left(parameter, numbers);
          before.put(parameter, array);
          try (NDArray smaller = array.getManager().create(left, shape)) {
            replace(parameter, smaller, array.getManager());
          }
        });
    return before;
  }

  /** Gives a parameter a copy of an array, by DJL's way to load one. */
  static void replace(Parameter parameter, NDArray array, NDManager manager) {
    try {
      var bytes = new ByteArrayOutputStream();
      var out = new DataOutputStream(bytes);
      out.writeChar('P');
      out.writeByte(1);
      out.writeUTF(parameter.getName());
      out.write(array.encode());
      parameter.load(manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedModelException e) {
      throw new IllegalStateException(e);
    }
    parameter.freeze(!parameter.requiresGradient());
  }
}
