package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The sparsity of a model, by layer and in total (algorithm 6), the size of its weights as dense
 * and as sparse (CSR) matrices, and its floating-point operations. Only prunable parameters are
 * counted.
 *
 * @param layers one entry per prunable parameter, in path order
 */
public record SparsityReport(List<Layer> layers) {

  private static final int VALUE_BYTES = Float.BYTES;
  private static final int INDEX_BYTES = Integer.BYTES;

  /** Copies the list. */
  public SparsityReport {
    layers = List.copyOf(layers);
  }

  /**
   * One prunable parameter.
   *
   * @param path its path in the block
   * @param rows its first dimension; 1 for a vector
   * @param total its number of weights
   * @param pruned the number of pruned weights, 0 to {@code total}
   * @param uses how often each weight is used in the forward pass of one example: once in a linear
   *     layer on vectors, at each place of a convolution, at each step of a recurrent layer; 0 if
   *     that isn't known
   */
  public record Layer(String path, long rows, long total, long pruned, long uses) {

    /** Checks the counts. */
    public Layer {
      if (rows < 0 || total < 0 || pruned < 0 || pruned > total || uses < 0) {
        throw new IllegalArgumentException(
            path
                + " can't have "
                + pruned
                + " of "
                + total
                + " weights pruned in "
                + rows
                + " rows.");
      }
    }

    /**
     * Returns the operations of its active weights: a multiplication and an addition each time that
     * one is used. An engine's dense product does those of pruned weights as well.
     *
     * @return floating-point operations of the forward pass of one example; 0 if they aren't known
     */
    public long flops() {
      return 2 * (total - pruned) * uses;
    }

    /**
     * Returns the operations of all weights.
     *
     * @return floating-point operations of the forward pass of one example; 0 if they aren't known
     */
    public long denseFlops() {
      return 2 * total * uses;
    }

    /**
     * Returns the share of pruned weights.
     *
     * @return the sparsity in [0, 1]; 0 if there are no weights
     */
    public double sparsity() {
      return total == 0 ? 0 : (double) pruned / total;
    }

    /**
     * Returns the size as a dense float32 matrix.
     *
     * @return 4 bytes per weight
     */
    public long denseBytes() {
      return VALUE_BYTES * total;
    }

    /**
     * Returns the size as a float32 matrix in compressed sparse rows.
     *
     * @return per active weight 4 bytes for the value and 4 for its column, and 4 for each of
     *     {@code rows + 1} row pointers
     */
    public long csrBytes() {
      return (VALUE_BYTES + INDEX_BYTES) * (total - pruned) + INDEX_BYTES * (rows + 1);
    }
  }

  /**
   * Returns the report of some masks.
   *
   * @param masks the masks
   * @return their report
   */
  public static SparsityReport of(Masks masks) {
    return of(masks.shapes(), masks::pruned, Map.of());
  }

  /**
   * Returns the report of some masks of a block, with its floating-point operations.
   *
   * @param masks the masks
   * @param block the block, initialized; layers in other blocks than {@code SequentialBlock}s and
   *     {@code ParallelBlock}s have no operations here, as their inputs aren't known
   * @return their report
   */
  public static SparsityReport of(Masks masks, Block block) {
    return of(masks.shapes(), masks::pruned, LayerUses.of(block));
  }

  static SparsityReport of(
      Map<String, Shape> shapes, ToLongFunction<String> pruned, Map<String, Long> uses) {
    var layers = new ArrayList<Layer>();
    shapes.forEach(
        (path, shape) -> {
          long rows = shape.dimension() < 2 ? 1 : shape.get(0);
          layers.add(
              new Layer(
                  path, rows, shape.size(), pruned.applyAsLong(path), uses.getOrDefault(path, 0L)));
        });
    return new SparsityReport(layers);
  }

  /**
   * Counts all weights.
   *
   * @return the number of prunable weights
   */
  public long total() {
    return layers.stream().mapToLong(Layer::total).sum();
  }

  /**
   * Counts the pruned weights.
   *
   * @return the number of pruned weights
   */
  public long pruned() {
    return layers.stream().mapToLong(Layer::pruned).sum();
  }

  /**
   * Returns the share of pruned weights of all layers.
   *
   * @return the sparsity in [0, 1]; 0 if there are no weights
   */
  public double sparsity() {
    return total() == 0 ? 0 : (double) pruned() / total();
  }

  /**
   * Returns the size of all layers as dense float32 matrices.
   *
   * @return the sum of {@link Layer#denseBytes()}
   */
  public long denseBytes() {
    return layers.stream().mapToLong(Layer::denseBytes).sum();
  }

  /**
   * Returns the size of all layers as float32 matrices in compressed sparse rows.
   *
   * @return the sum of {@link Layer#csrBytes()}
   */
  public long csrBytes() {
    return layers.stream().mapToLong(Layer::csrBytes).sum();
  }

  /**
   * Returns the operations of all active weights whose uses are known.
   *
   * @return the sum of {@link Layer#flops()}
   */
  public long flops() {
    return layers.stream().mapToLong(Layer::flops).sum();
  }

  /**
   * Returns the operations of all weights whose uses are known.
   *
   * @return the sum of {@link Layer#denseFlops()}
   */
  public long denseFlops() {
    return layers.stream().mapToLong(Layer::denseFlops).sum();
  }

  /** Returns a table with one aligned line per layer and one for the total. */
  @Override
  public String toString() {
    int width = "total".length();
    for (Layer layer : layers) {
      width = Math.max(width, layer.path().length());
    }
    String row = "%-" + width + "s %12s %12s %9s %14s %14s %14s %14s%n";
    var table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            row,
            "layer",
            "weights",
            "pruned",
            "sparsity",
            "dense bytes",
            "csr bytes",
            "dense flops",
            "flops"));
    for (Layer layer : layers) {
      table.append(
          line(
              row,
              layer.path(),
              layer.sparsity(),
              layer.total(),
              layer.pruned(),
              layer.denseBytes(),
              layer.csrBytes(),
              layer.denseFlops(),
              layer.flops()));
    }
    return table
        .append(
            line(
                row,
                "total",
                sparsity(),
                total(),
                pruned(),
                denseBytes(),
                csrBytes(),
                denseFlops(),
                flops()))
        .toString();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static String line(String row, String name, double sparsity, long... counts) {
    return String.format(
        Locale.ROOT,
        row,
        name,
        counts[0],
        counts[1],
        String.format(Locale.ROOT, "%.4f", sparsity),
        counts[2],
        counts[3],
        known(counts[4]),
        known(counts[5]));
  }

  private static String known(long flops) {
    return flops == 0 ? "-" : String.valueOf(flops);
  }
}
