package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer of neurons and the positions of their weights among all weights. It has one matrix, or
 * two if it is recurrent.
 *
 * @param units the number of neurons
 * @param matrices the layer's matrices, each {@code (gates, units, inputs)}
 */
record NeuronLayer(int units, List<Matrix> matrices) {

  private static final String INPUT = "i2h_WEIGHT";
  private static final String STATE = "h2h_WEIGHT";

  /** A matrix whose first weight is at position {@code begin}. */
  record Matrix(long begin, long gates, long inputs) {}

  /**
   * Groups weights into layers by the names and shapes that DJL gives them.
   *
   * @throws IllegalArgumentException if a weight has no rows or no elements, or one of a recurrent
   *     layer's two matrices is missing or doesn't match the other
   */
  static List<NeuronLayer> of(Map<String, Shape> shapes) {
    var begins = new LinkedHashMap<String, Long>();
    long begin = 0;
    for (Map.Entry<String, Shape> layer : shapes.entrySet()) {
      begins.put(layer.getKey(), begin);
      begin += layer.getValue().size();
    }
    var layers = new ArrayList<NeuronLayer>();
    shapes.forEach(
        (path, shape) -> {
          if (shape.dimension() < 2 || shape.size() == 0) {
            throw new IllegalArgumentException(
                "Pruning neurons needs weights of two or more dimensions, but "
                    + path
                    + " is "
                    + shape
                    + ".");
          }
          String twin = twin(path);
          if (twin.equals(path)) {
            layers.add(of(shape.get(0), matrix(shape, begins.get(path), 1)));
            return;
          }
          Shape twinShape = shapes.get(twin);
          if (twinShape == null) {
            throw new IllegalArgumentException(
                "A recurrent layer's neurons are in two matrices: prune both or none of "
                    + path
                    + " and "
                    + twin
                    + ".");
          }
          if (path.endsWith(STATE)) {
            // Added together with the other matrix.
            return;
          }
          requireGates(path, shape, twin, twinShape);
          long state = twinShape.get(1);
          long gates = shape.get(0) / state;
          layers.add(
              of(
                  state,
                  matrix(shape, begins.get(path), gates),
                  matrix(twinShape, begins.get(twin), gates)));
        });
    return List.copyOf(layers);
  }

  private static void requireGates(String path, Shape inputs, String twin, Shape states) {
    boolean fits =
        states.dimension() == 2
            && states.get(1) > 0
            && states.get(0) == inputs.get(0)
            && states.get(0) % states.get(1) == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "The matrices of a recurrent layer must be (gates * units, inputs) and (gates * units,"
              + " units), but "
              + path
              + " is "
              + inputs
              + " and "
              + twin
              + " is "
              + states
              + ".");
    }
  }

  private static NeuronLayer of(long units, Matrix... matrices) {
    return new NeuronLayer(Math.toIntExact(units), List.of(matrices));
  }

  private static Matrix matrix(Shape shape, long begin, long gates) {
    return new Matrix(begin, gates, shape.size() / shape.get(0));
  }

  /** Returns the path of a recurrent layer's other matrix; for other layers the same path. */
  private static String twin(String path) {
    if (path.endsWith(INPUT)) {
      return path.substring(0, path.length() - INPUT.length()) + STATE;
    }
    return path.endsWith(STATE) ? path.substring(0, path.length() - STATE.length()) + INPUT : path;
  }

  long weightsPerNeuron() {
    return matrices.stream().mapToLong(m -> m.gates * m.inputs).sum();
  }

  long size() {
    return units * weightsPerNeuron();
  }

  /** Returns the shape of the two matrices side by side. */
  Shape shape() {
    return new Shape(
        units * matrices.get(0).gates, matrices.stream().mapToLong(Matrix::inputs).sum());
  }

  /** Returns the mean of each neuron's elements in a vector over all weights. */
  float[] means(NDArray flat) {
    double[] sums = new double[units];
    for (Matrix matrix : matrices) {
      float[] part = rows(flat, matrix).sum(new int[] {0, 2}).toFloatArray();
      for (int i = 0; i < units; i++) {
        sums[i] += part[i];
      }
    }
    float[] means = new float[units];
    for (int i = 0; i < units; i++) {
      means[i] = (float) (sums[i] / weightsPerNeuron());
    }
    return means;
  }

  /** Multiplies each neuron's elements in a vector over all weights by a factor, in place. */
  void keep(NDArray flat, float[] factors) {
    NDArray column = flat.getManager().create(factors, new Shape(1, units, 1));
    matrices.forEach(matrix -> rows(flat, matrix).muli(column));
  }

  private NDArray rows(NDArray flat, Matrix matrix) {
    long end = matrix.begin + matrix.gates * units * matrix.inputs;
    return flat.get(new NDIndex("{}:{}", matrix.begin, end))
        .reshape(matrix.gates, units, matrix.inputs);
  }
}
