package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All parameters of a pruned block without the pruned weights, to save them in a small file, write
 * them into a block, or export them as {@link CsrMatrix}. This is a copy in Java's memory: later
 * changes of the block don't affect it.
 *
 * <pre>{@code
 * SparseWeights.of(block, masks).save(file);             // a zip of masks and active weights
 * Masks masks = SparseWeights.load(file).writeTo(fresh); // the same weights again
 * }</pre>
 */
public final class SparseWeights {

  private final Masks masks;

  /** The active weights of each masked parameter, row-major. */
  private final SortedMap<String, float[]> active;

  /** All other parameters. */
  private final SortedMap<String, DenseArray> others;

  SparseWeights(
      Masks masks, SortedMap<String, float[]> active, SortedMap<String, DenseArray> others) {
    this.masks = masks;
    this.active = active;
    this.others = others;
  }

  /**
   * Copies a block's parameters.
   *
   * @param block an initialized block
   * @param masks masks of some or all of its parameters, already applied
   * @return its parameters without the pruned weights
   * @throws IllegalArgumentException if a parameter isn't initialized, the masks don't match, a
   *     masked parameter isn't float32, or a pruned weight isn't 0; the message names the parameter
   */
  public static SparseWeights of(Block block, Masks masks) {
    SortedMap<String, NDArray> parameters = parameters(block);
    requireFit(parameters, masks);
    var active = new TreeMap<String, float[]>();
    var others = new TreeMap<String, DenseArray>();
    parameters.forEach(
        (path, array) -> {
          if (masks.shapes().containsKey(path)) {
            active.put(path, active(path, array, masks.prunedPositions(path)));
          } else {
            others.put(path, DenseArray.of(array));
          }
        });
    return new SparseWeights(masks, active, others);
  }

  /**
   * Writes the weights to a zip, replacing an existing file; equal weights give equal bytes.
   *
   * <p>The entry {@code masks} holds the masks as {@link Masks#save} writes them, one bit per
   * weight; {@code active/PATH} the active weights, little-endian float32, row-major; {@code
   * other/PATH} a parameter without a mask: the name of its {@link DataType} (UTF), the number of
   * its dimensions (1 byte), the dimensions (8 each, big-endian), and its numbers, little-endian,
   * row-major.
   *
   * @param file the file
   * @throws IOException if writing fails; the file is then as it was
   */
  public void save(Path file) throws IOException {
    SparseZip.write(this, file);
  }

  /**
   * Reads weights that {@link #save} wrote.
   *
   * @param file the file
   * @return the weights
   * @throws IOException if reading fails, the file isn't a complete and undamaged zip of weights,
   *     or it unpacks to more than a third of Java's memory; the message names the file
   */
  public static SparseWeights load(Path file) throws IOException {
    return SparseZip.read(file);
  }

  /**
   * Writes the parameters into a block, in place: active weights, 0 for pruned ones, and parameters
   * without masks.
   *
   * @param block an initialized block with parameters of the same paths, shapes and types
   * @return the masks, for {@link SynapticPrunerBuilder#optFirstMasks} or another {@link #of}
   * @throws IllegalArgumentException if the block has other parameters; it is then as it was
   */
  public Masks writeTo(Block block) {
    SortedMap<String, NDArray> parameters = parameters(block);
    requireFit(parameters, masks);
    requireSame(parameters);
    try (NDManager manager = NDManager.newBaseManager()) {
      others.forEach((path, array) -> overwrite(parameters.get(path), array.toNDArray(manager)));
      masks
          .shapes()
          .forEach(
              (path, shape) ->
                  overwrite(parameters.get(path), manager.create(dense(path, shape), shape)));
    }
    return masks;
  }

  /**
   * Returns the masks.
   *
   * @return the masks of the parameters that have one
   */
  public Masks masks() {
    return masks;
  }

  /**
   * Returns a masked parameter as a sparse matrix. The rows are the parameter's first dimension,
   * the columns all other dimensions together; a vector becomes one row. Active weights that are 0
   * are stored too.
   *
   * @param path the parameter's path
   * @return the matrix
   * @throws IllegalArgumentException if there is no such masked parameter
   */
  public CsrMatrix csr(String path) {
    BitSet pruned = masks.prunedPositions(path);
    Shape shape = masks.shapes().get(path);
    int rows = shape.dimension() < 2 ? 1 : Math.toIntExact(shape.get(0));
    int columns = rows == 0 ? 0 : Math.toIntExact(shape.size() / rows);
    return new CsrMatrix(rows, columns, pruned, active.get(path).clone());
  }

  SortedMap<String, float[]> active() {
    return active;
  }

  SortedMap<String, DenseArray> others() {
    return others;
  }

  private float[] dense(String path, Shape shape) {
    float[] values = active.get(path);
    float[] dense = new float[Math.toIntExact(shape.size())];
    BitSet pruned = masks.prunedPositions(path);
    int count = 0;
    for (int i = pruned.nextClearBit(0); i < dense.length; i = pruned.nextClearBit(i + 1)) {
      dense[i] = values[count++];
    }
    return dense;
  }

  private static float[] active(String path, NDArray array, BitSet pruned) {
    float[] all = array.toFloatArray();
    float[] active = new float[all.length - pruned.cardinality()];
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      if (!pruned.get(i)) {
        active[count++] = all[i];
      } else if (all[i] != 0) {
        throw new IllegalArgumentException(
            "The masks aren't applied: weight "
                + i
                + " of "
                + path
                + " is pruned, but its value is "
                + all[i]
                + ".");
      }
    }
    return active;
  }

  private static SortedMap<String, NDArray> parameters(Block block) {
    var parameters = new TreeMap<String, NDArray>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      if (!entry.getValue().isInitialized()) {
        throw new IllegalArgumentException(
            "The block must be initialized, but " + entry.getKey() + " isn't.");
      }
      if (parameters.put(entry.getKey(), entry.getValue().getArray()) != null) {
        throw new IllegalArgumentException(
            "Two parameters of the block have the path " + entry.getKey() + ".");
      }
    }
    return parameters;
  }

  private static void requireFit(Map<String, NDArray> parameters, Masks masks) {
    var shapes = new LinkedHashMap<String, Shape>();
    parameters.forEach(
        (path, array) -> {
          if (masks.shapes().containsKey(path)) {
            shapes.put(path, array.getShape());
            if (array.getDataType() != DataType.FLOAT32) {
              throw new IllegalArgumentException(
                  "Only float32 weights can have masks, but "
                      + path
                      + " is "
                      + array.getDataType()
                      + ".");
            }
          }
        });
    masks.requireMatch(shapes);
  }

  private void requireSame(Map<String, NDArray> parameters) {
    var complaints = new TreeMap<String, String>();
    parameters.forEach(
        (path, to) -> {
          DenseArray from = others.get(path);
          String described = DenseArray.describe(to.getDataType(), to.getShape());
          if (from == null && !active.containsKey(path)) {
            complaints.put(path, "missing");
          } else if (from != null && !from.toString().equals(described)) {
            complaints.put(path, from + " instead of " + described);
          }
        });
    for (String path : others.keySet()) {
      if (!parameters.containsKey(path)) {
        complaints.put(path, "not a parameter of this block");
      }
    }
    if (!complaints.isEmpty()) {
      throw new IllegalArgumentException("The weights don't match the block: " + complaints + ".");
    }
  }

  /** Copies values into an array without replacing its storage, which may have other views. */
  static void overwrite(NDArray to, NDArray from) {
    // An array that requires gradients can't be changed in place.
    try (NDArray alias = to.stopGradient();
        NDArray here = from.toDevice(to.getDevice(), false)) {
      alias.set(new NDIndex("..."), here);
    }
  }
}
