package org.synprune.jobs.train.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.synprune.jobs.model.Forecasters;

/**
 * Where each parameter of a network lies in one vector. What a preset prunes comes first: matrices,
 * then norm scales, then all else, each by path. So the prunable weights are one range, and so are
 * the matrices (and the biases) of a query, a key and a value.
 */
public final class ParameterLayout {

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<Entry> declared = new ArrayList<>();
  private final int size;

  /**
   * One parameter.
   *
   * @param path its path in the block
   * @param type its type
   * @param shape its shape
   * @param declared where it starts among all values in the order of {@link Block#getParameters()}
   * @param start where it starts in the vector
   */
  public record Entry(String path, Parameter.Type type, Shape shape, int declared, int start) {

    /**
     * Number of values.
     *
     * @return the product of the shape
     */
    public int size() {
      return Math.toIntExact(shape.size());
    }

    /**
     * Where the parameter behind it starts in the vector.
     *
     * @return first place behind its values
     */
    public int end() {
      return start + size();
    }

    private int rank() {
      return switch (type) {
        case WEIGHT -> shape.dimension() >= 2 ? 0 : 2;
        case GAMMA -> Forecasters.isNeverPruned(path) ? 2 : 1;
        default -> 2;
      };
    }

    private Entry at(int begin) {
      return new Entry(path, type, shape, declared, begin);
    }
  }

  /**
   * Lays out a network.
   *
   * @param network an initialised block
   */
  public ParameterLayout(Block network) {
    List<Entry> all = new ArrayList<>();
    int total = 0;
    for (Pair<String, Parameter> entry : network.getParameters()) {
      Parameter parameter = entry.getValue();
      Entry one =
          new Entry(entry.getKey(), parameter.getType(), parameter.getShape(), total, total);
      all.add(one);
      total = one.end();
    }
    size = total;
    List<Entry> ordered = new ArrayList<>(all);
    ordered.sort(Comparator.comparingInt(Entry::rank).thenComparing(Entry::path));
    int start = 0;
    for (Entry entry : ordered) {
      Entry placed = entry.at(start);
      entries.put(placed.path(), placed);
      start = placed.end();
    }
    all.forEach(entry -> declared.add(entries.get(entry.path())));
  }

  /**
   * Number of values of all parameters.
   *
   * @return length of a network's vector
   */
  public int size() {
    return size;
  }

  /**
   * All parameters, in the order in which they lie in the vector.
   *
   * @return the parameters
   */
  public Collection<Entry> entries() {
    return entries.values();
  }

  /**
   * Checks that parameters of one size lie one behind the other.
   *
   * @param paths the parameters, in that order
   * @return how many there are
   * @throws IllegalArgumentException if they lie otherwise
   */
  public int requireAdjacent(List<String> paths) {
    Entry first = entry(paths.get(0));
    for (int i = 0; i < paths.size(); i++) {
      Entry entry = entry(paths.get(i));
      if (entry.start() != first.start() + i * first.size()
          || !entry.shape().equals(first.shape())) {
        throw new IllegalArgumentException(paths + " aren't neighbours of one shape");
      }
    }
    return paths.size();
  }

  private Entry entry(String path) {
    Entry entry = entries.get(path);
    if (entry == null) {
      throw new IllegalArgumentException("no parameter " + path + " in " + entries.keySet());
    }
    return entry;
  }

  /**
   * The shapes of some parameters as they lie.
   *
   * @param paths parameters that are the first of the vector
   * @return shape by path
   */
  public Map<String, Shape> first(Collection<String> paths) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    entries.values().stream()
        .limit(paths.size())
        .forEach(entry -> shapes.put(entry.path(), entry.shape()));
    if (!shapes.keySet().containsAll(paths)) {
      throw new IllegalArgumentException(paths + " aren't the first parameters of " + entries);
    }
    return shapes;
  }

  /**
   * Brings values from the order of declaration into that of the vector.
   *
   * @param values all values in the order of {@link Block#getParameters()}
   * @return the vector
   * @throws IllegalArgumentException if there are more values or fewer than the network has
   */
  public float[] fromDeclared(float[] values) {
    if (values.length != size) {
      throw new IllegalArgumentException(
          values.length + " initial weights, expected " + size + " for this network");
    }
    float[] placed = new float[size];
    for (Entry entry : declared) {
      System.arraycopy(values, entry.declared(), placed, entry.start(), entry.size());
    }
    return placed;
  }

  /**
   * Brings a vector back into the order of declaration.
   *
   * @param row a vector, {@code [size]}
   * @return a copy in the order of {@link Block#getParameters()}
   */
  public NDArray toDeclared(NDArray row) {
    try (NDList parts = new NDList()) {
      declared.forEach(entry -> parts.add(row.get(range("", entry.start(), entry.end()))));
      return NDArrays.concat(parts);
    }
  }

  /**
   * A view of one parameter in one network.
   *
   * @param row a vector, {@code [size]}
   * @param path the parameter
   * @return an array of the parameter's shape
   */
  public NDArray view(NDArray row, String path) {
    Entry entry = entry(path);
    try (NDArray part = row.get(range("", entry.start(), entry.end()))) {
      return part.reshape(entry.shape());
    }
  }

  /**
   * A view of one parameter in many networks.
   *
   * @param rows vectors, {@code [networks, size]}
   * @param entry the parameter
   * @return {@code [networks, shape...]}
   */
  public static NDArray view(NDArray rows, Entry entry) {
    return view(rows, entry.start(), entry.end(), entry.shape());
  }

  /**
   * A view of a range of the vector in many networks.
   *
   * @param rows vectors, {@code [networks, size]}
   * @param start first value
   * @param end first value behind
   * @param shape the range's shape
   * @return {@code [networks, shape...]}
   */
  public static NDArray view(NDArray rows, int start, int end, Shape shape) {
    try (NDArray columns = rows.get(range(":, ", start, end))) {
      return columns.reshape(new Shape(rows.getShape().get(0)).addAll(shape));
    }
  }

  /**
   * Puts parameters of many networks together, the opposite of {@link #view(NDArray, Entry)}.
   *
   * @param parts by path, {@code [networks, shape...]}, one for each parameter
   * @return a copy, {@code [networks, size]}
   */
  public NDArray rows(Map<String, NDArray> parts) {
    NDList rows = new NDList();
    for (Entry entry : entries.values()) {
      NDArray part = parts.get(entry.path());
      rows.add(part.reshape(part.getShape().get(0), entry.size()));
    }
    return NDArrays.concat(rows, 1);
  }

  private static NDIndex range(String before, int start, int end) {
    return new NDIndex(before + start + ":" + end);
  }
}
