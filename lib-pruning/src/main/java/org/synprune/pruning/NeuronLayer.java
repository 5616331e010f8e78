package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layer of neurons and the positions of their weights among all weights. It has one matrix, or
 * two if it is recurrent.
 *
 * @param paths the paths of its matrices, and of their biases if those are masked as well
 * @param units the number of neurons
 * @param matrices the same as {@code (gates, units, inputs)}, biases having one input
 */
record NeuronLayer(List<String> paths, int units, List<Matrix> matrices) {

  /** DJL's names of a recurrent layer's matrices, and PyTorch's. */
  private static final Pattern RECURRENT =
      Pattern.compile(
          "(?s)(.*)(i2h_WEIGHT|h2h_WEIGHT|weight_ih|weight_hh)((?:_l\\d+)?(?:_reverse)?)");

  private static final Map<String, String> TWINS =
      Map.of(
          "i2h_WEIGHT",
          "h2h_WEIGHT",
          "h2h_WEIGHT",
          "i2h_WEIGHT",
          "weight_ih",
          "weight_hh",
          "weight_hh",
          "weight_ih");

  /** Those of RNN, GRU and LSTM. */
  private static final List<Long> GATES = List.of(1L, 3L, 4L);

  /** A matrix whose first weight is at position {@code begin}. */
  record Matrix(long begin, long gates, long inputs) {}

  /**
   * Groups weights into layers by the names and shapes that DJL or PyTorch gives them.
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
    Set<String> biases = new HashSet<>();
    shapes.keySet().stream()
        .filter(path -> !biasOf(path).equals(path))
        .forEach(path -> biases.add(biasOf(path)));
    var layers = new ArrayList<NeuronLayer>();
    shapes.forEach(
        (path, shape) -> {
          String twin = twin(path);
          // A state's matrix comes with that of the inputs, a bias with its matrix.
          if (biases.contains(path) || (isOfState(path) && shapes.containsKey(twin))) {
            return;
          }
          requireMatrix(path, shape);
          if (twin.equals(path)) {
            layers.add(of(shapes, begins, shape.get(0), path));
            return;
          }
          requireNoProjection(path, shapes);
          Shape states = shapes.get(twin);
          if (states == null) {
            throw new IllegalArgumentException(
                "A recurrent layer's neurons are in two matrices: prune both or none of "
                    + path
                    + " and "
                    + twin
                    + ".");
          }
          requireGates(path, shape, twin, states);
          layers.add(of(shapes, begins, states.get(1), path, twin));
        });
    return List.copyOf(layers);
  }

  private static void requireMatrix(String path, Shape shape) {
    if (shape.dimension() < 2 || shape.size() == 0) {
      throw new IllegalArgumentException(
          "Pruning neurons needs weights of two or more dimensions, but "
              + path
              + " is "
              + shape
              + ".");
    }
  }

  private static void requireGates(String path, Shape inputs, String twin, Shape states) {
    boolean fits =
        states.dimension() == 2
            && states.get(1) > 0
            && states.get(0) == inputs.get(0)
            && states.get(0) % states.get(1) == 0
            && GATES.contains(states.get(0) / states.get(1));
    if (!fits) {
      throw new IllegalArgumentException(
          "The matrices of a recurrent layer must be (gates * units, inputs) and (gates * units,"
              + " units) with 1, 3 or 4 gates, but "
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

  /** Makes a layer of its matrices and of their biases, if there are any. */
  private static NeuronLayer of(
      Map<String, Shape> shapes, Map<String, Long> begins, long units, String... matrices) {
    List<String> paths = new ArrayList<>(List.of(matrices));
    for (String path : matrices) {
      if (shapes.containsKey(biasOf(path)) && !biasOf(path).equals(path)) {
        paths.add(biasOf(path));
      }
    }
    List<Matrix> parts = new ArrayList<>();
    for (String path : paths) {
      Shape shape = shapes.get(path);
      if (shape.get(0) % units != 0) {
        throw new IllegalArgumentException(
            path + " of shape " + shape + " isn't the bias of " + units + " neurons.");
      }
      parts.add(new Matrix(begins.get(path), shape.get(0) / units, shape.size() / shape.get(0)));
    }
    return new NeuronLayer(List.copyOf(paths), Math.toIntExact(units), List.copyOf(parts));
  }

  /** Returns the path of a recurrent layer's other matrix; for other layers the same path. */
  static String twin(String path) {
    Matcher recurrent = RECURRENT.matcher(path);
    return recurrent.matches()
        ? recurrent.group(1) + TWINS.get(recurrent.group(2)) + recurrent.group(3)
        : path;
  }

  private static boolean isOfState(String path) {
    Matcher recurrent = RECURRENT.matcher(path);
    return recurrent.matches() && List.of("h2h_WEIGHT", "weight_hh").contains(recurrent.group(2));
  }

  /** PyTorch's LSTM may have a third matrix between its state and its output. */
  private static void requireNoProjection(String path, Map<String, Shape> shapes) {
    String projection = path.replaceFirst("weight_[ih]h(?=[^/]*$)", "weight_hr");
    if (!projection.equals(path) && shapes.containsKey(projection)) {
      throw new IllegalArgumentException(
          "The units of a recurrent layer with a projection can't be pruned: exclude "
              + path
              + " and its other matrices.");
    }
  }

  /** Returns the path of the bias that DJL and PyTorch give beside a weight. */
  static String biasOf(String path) {
    return path.endsWith("WEIGHT")
        ? path.substring(0, path.length() - "WEIGHT".length()) + "BIAS"
        : path.replaceFirst("weight(?=[^.]*$)", "bias");
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
