package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The binary masks of a pruned model: one bit per weight, 1 = active, 0 = pruned (algorithm 1).
 *
 * <p>Immutable, and held in Java's memory. Masks are identified and ordered by the parameter's path
 * in its block, as in {@link ai.djl.nn.Block#getParameters()} (parameter ids differ in every
 * process); path order is the natural order of strings. Within a parameter, positions are
 * row-major.
 */
public final class Masks {

  private final SortedMap<String, Mask> byPath;

  private record Mask(Shape shape, BitSet pruned) {}

  private Masks(SortedMap<String, Mask> byPath) {
    this.byPath = byPath;
  }

  /**
   * Returns masks with every weight active.
   *
   * @param shapes the shape of each parameter by path
   * @return the masks
   */
  public static Masks allActive(Map<String, Shape> shapes) {
    var masks = new TreeMap<String, Mask>();
    shapes.forEach((path, shape) -> masks.put(path, new Mask(shape, new BitSet())));
    return new Masks(masks);
  }

  /**
   * Returns masks of arrays, for example of another library or of weights whose pruned ones are 0.
   *
   * @param arrays an array for each parameter by path, of any type: where it is 0, a weight is
   *     pruned
   * @return the masks
   */
  public static Masks of(Map<String, NDArray> arrays) {
    Map<String, Shape> shapes = new TreeMap<>();
    arrays.forEach((path, array) -> shapes.put(path, array.getShape()));
    return of(shapes, path -> zeros(arrays.get(path)));
  }

  /**
   * Returns masks of a block that was pruned elsewhere: weights that are 0 are pruned. With {@link
   * SynapticPrunerBuilder#optFirstMasks} they stay 0 in a training.
   *
   * @param block an initialized block
   * @return masks of its weights of two or more dimensions
   * @throws IllegalArgumentException if a parameter isn't initialized
   */
  public static Masks ofZeros(Block block) {
    Map<String, NDArray> weights = new TreeMap<>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      Parameter parameter = entry.getValue();
      if (!parameter.isInitialized()) {
        throw new IllegalArgumentException(
            "The block must be initialized, but " + entry.getKey() + " isn't.");
      }
      if (Preset.PAPER.prunes(parameter.getType(), parameter.getArray().getShape().dimension())) {
        weights.put(entry.getKey(), parameter.getArray());
      }
    }
    return of(weights);
  }

  private static BitSet zeros(NDArray array) {
    var zeros = new BitSet();
    try (NDArray alias = array.stopGradient();
        NDArray where = alias.eq(0);
        NDArray flat = where.flatten()) {
      boolean[] values = flat.toBooleanArray();
      for (int i = 0; i < values.length; i++) {
        zeros.set(i, values[i]);
      }
    }
    return zeros;
  }

  /**
   * Returns masks under which a weight is active if it is under both.
   *
   * @param other masks of the same parameters
   * @return new masks
   * @throws IllegalArgumentException if the paths or shapes differ
   */
  public Masks and(Masks other) {
    return merged(other, BitSet::or);
  }

  /**
   * Returns masks under which a weight is active if it is under one of two.
   *
   * @param other masks of the same parameters
   * @return new masks
   * @throws IllegalArgumentException if the paths or shapes differ
   */
  public Masks or(Masks other) {
    return merged(other, BitSet::and);
  }

  private Masks merged(Masks other, BiConsumer<BitSet, BitSet> merge) {
    other.requireMatch(shapes());
    return of(
        shapes(),
        path -> {
          BitSet pruned = prunedPositions(path);
          merge.accept(pruned, other.mask(path).pruned);
          return pruned;
        });
  }

  /** Returns masks with these pruned positions; the bit sets aren't copied. */
  static Masks of(Map<String, Shape> shapes, Function<String, BitSet> pruned) {
    var masks = new TreeMap<String, Mask>();
    shapes.forEach(
        (path, shape) -> {
          BitSet bits = pruned.apply(path);
          if (bits.length() > shape.size()) {
            throw new IllegalArgumentException(
                "The mask of " + path + " has positions outside its shape " + shape + ".");
          }
          masks.put(path, new Mask(shape, bits));
        });
    return new Masks(masks);
  }

  /**
   * Returns the paths of the masked parameters.
   *
   * @return the paths, in path order
   */
  public List<String> paths() {
    return List.copyOf(byPath.keySet());
  }

  /**
   * Returns the shapes of the masked parameters.
   *
   * @return the shapes by path, in path order
   */
  public Map<String, Shape> shapes() {
    var shapes = new LinkedHashMap<String, Shape>();
    byPath.forEach((path, mask) -> shapes.put(path, mask.shape));
    return Collections.unmodifiableMap(shapes);
  }

  /**
   * Returns whether a weight is active.
   *
   * @param path the parameter's path
   * @param position the weight's row-major position
   * @return false if the weight is pruned
   * @throws IllegalArgumentException if there is no such parameter or position
   */
  public boolean isActive(String path, int position) {
    Mask mask = mask(path);
    if (position < 0 || position >= mask.shape.size()) {
      throw new IllegalArgumentException(
          "Position " + position + " is outside " + path + " of shape " + mask.shape + ".");
    }
    return !mask.pruned.get(position);
  }

  /**
   * Returns a parameter's mask as an array.
   *
   * @param path the parameter's path
   * @return a new array of 1 (active) and 0 (pruned), row-major
   * @throws IllegalArgumentException if there is no such parameter
   */
  public float[] toFloatArray(String path) {
    Mask mask = mask(path);
    float[] values = new float[Math.toIntExact(mask.shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = mask.pruned.get(i) ? 0 : 1;
    }
    return values;
  }

  /**
   * Counts a parameter's pruned weights.
   *
   * @param path the parameter's path
   * @return the number of pruned weights
   * @throws IllegalArgumentException if there is no such parameter
   */
  public long pruned(String path) {
    return mask(path).pruned.cardinality();
  }

  /** Returns a copy of a parameter's pruned positions. */
  BitSet prunedPositions(String path) {
    return (BitSet) mask(path).pruned.clone();
  }

  /**
   * Returns the sparsity of all masked parameters together.
   *
   * @return pruned weights over all weights, in [0, 1]; 0 without any weight
   */
  public double sparsity() {
    return SparsityReport.of(this).sparsity();
  }

  /**
   * Checks that these masks belong to parameters of these paths and shapes.
   *
   * @param expected the shapes of the prunable parameters by path
   * @throws IllegalArgumentException if a path is missing, has no parameter, or has another shape;
   *     the message names all such paths
   */
  void requireMatch(Map<String, Shape> expected) {
    var complaints = new TreeMap<String, String>();
    expected.forEach(
        (path, shape) -> {
          Mask mask = byPath.get(path);
          if (mask == null) {
            complaints.put(path, "no mask");
          } else if (!mask.shape.equals(shape)) {
            complaints.put(path, "shape " + mask.shape + " instead of " + shape);
          }
        });
    for (String path : byPath.keySet()) {
      if (!expected.containsKey(path)) {
        complaints.put(path, "not a prunable parameter of this model");
      }
    }
    if (!complaints.isEmpty()) {
      throw new IllegalArgumentException("The masks don't fit the model: " + complaints + ".");
    }
  }

  /**
   * Writes the masks, bit-packed, with a version and a checksum. The stream stays open.
   *
   * @param out the stream
   * @throws IOException if writing fails
   */
  public void save(OutputStream out) throws IOException {
    MaskFormat.write(this, out);
  }

  /**
   * Writes the masks to a file, replacing an existing one.
   *
   * @param file the file
   * @throws IOException if writing fails; the file is then as it was
   */
  public void save(Path file) throws IOException {
    AtomicFile.write(file, this::save);
  }

  /**
   * Reads masks that {@link #save(OutputStream)} wrote. The stream stays open, positioned after
   * them.
   *
   * @param in the stream
   * @return the masks
   * @throws IOException if reading fails, or the data aren't complete and undamaged masks of a
   *     known version
   */
  public static Masks load(InputStream in) throws IOException {
    return MaskFormat.read(in);
  }

  /**
   * Reads masks from a file.
   *
   * @param file the file
   * @return the masks
   * @throws IOException if reading fails, or the file doesn't hold complete and undamaged masks of
   *     a known version; the message names the file
   */
  public static Masks load(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return MaskFormat.readAll(in);
    } catch (MaskFormat.BadMasksException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Masks masks && byPath.equals(masks.byPath);
  }

  @Override
  public int hashCode() {
    return byPath.hashCode();
  }

  @Override
  public String toString() {
    return "Masks[" + byPath.size() + " parameters, sparsity " + sparsity() + "]";
  }

  private Mask mask(String path) {
    Mask mask = byPath.get(path);
    if (mask == null) {
      throw new IllegalArgumentException(
          "There is no mask for " + path + ", only for " + byPath.keySet() + ".");
    }
    return mask;
  }
}
