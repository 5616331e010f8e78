package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Patch time-series transformers of one shape, computed side by side: patches of all features at
 * once, linear embedding, learnt positions, two post-norm encoders, dropout, norm, mean over
 * patches, linear head. A network alone is a stack of one.
 */
public final class PatchTstNetwork {

  /** Path of the learnt positions, {@code [1, patches, units]}. */
  public static final String POSITIONS = "positions";

  /** The feed-forward layers' units over the embedding's. */
  public static final int FEED_FORWARD_FACTOR = 4;

  static final String EMBEDDING = "01embedding";
  static final String QUERY_LAYER = "01query";
  static final String OUTPUT_LAYER = "05output";

  private static final String QUERY = "01query_";
  private static final String KEY = "02key_";
  private static final String VALUE = "03value_";
  private static final String WEIGHT = "_weight";
  private static final String GAMMA = "_gamma";
  static final float NORM_EPSILON = 1e-5f;
  private static final int PARTS = 3;

  private final int patches;
  private final int units;
  private final int heads;
  private final @Nullable HostVectors vectors;
  private final Constants constants;
  private final NDArray positions;
  private final Map<String, LinearWeights> linears = new HashMap<>();
  private final Map<String, LinearWeights> values = new HashMap<>();
  private final Map<String, NormWeights> norms = new HashMap<>();

  /** Scale and shift of a norm, {@code [networks, 1, units]}. */
  private record NormWeights(NDArray scale, NDArray shift) {}

  /**
   * Numbers as arrays that outlive a pass.
   *
   * @param one 1
   * @param normEpsilon what is added to a norm's variance
   * @param attentionScale one over the root of a head's units
   * @param patchShare one over the patches of a window
   * @param pairOrder for each query and key, in this order, the place of that pair if they are
   *     sorted by how many patches the key is further on, then by query
   */
  record Constants(
      NDArray one,
      NDArray normEpsilon,
      NDArray attentionScale,
      NDArray patchShare,
      NDArray pairOrder) {

    static Constants of(NDManager manager, int units, int heads, int patches) {
      double each = (double) units / heads;
      return new Constants(
          manager.full(new Shape(), 1f),
          manager.full(new Shape(), NORM_EPSILON),
          manager.full(new Shape(), (float) (1 / Math.sqrt(each))),
          manager.full(new Shape(), 1f / patches),
          pairOrder(manager, patches));
    }

    private static NDArray pairOrder(NDManager manager, int patches) {
      long[] order = new long[patches * patches];
      for (int query = 0; query < patches; query++) {
        for (int key = 0; key < patches; key++) {
          int on = Math.floorMod(key - query, patches);
          order[query * patches + key] = (long) on * patches + query;
        }
      }
      return manager.create(order);
    }

    /** One over each number. */
    NDArray inverse(NDArray array) {
      NDArray inverse = one.div(array);
      inverse.attach(array.getManager());
      return inverse;
    }
  }

  /**
   * Binds networks to their weights.
   *
   * @param patches patches of a window
   * @param units the embedding size
   * @param heads attention heads; share the units among them
   * @param weights parameters by path, {@code [networks, shape...]}; those of {@link
   *     #queryKeyValue} joined along the first axis of their shape, under the query's path
   * @param vectors biases, scales and shifts, if passes are to compute in main memory what lies
   *     between the products; null to leave all to the engine, which can then be on any device and
   *     differentiate
   * @param manager owns views and constants; the one that owns the weights
   */
  public PatchTstNetwork(
      int patches,
      int units,
      int heads,
      Map<String, NDArray> weights,
      @Nullable HostVectors vectors,
      NDManager manager) {
    this.vectors = vectors;
    this.patches = patches;
    this.units = units;
    this.heads = heads;
    constants = Constants.of(manager, units, heads, patches);
    NDArray learnt = weights.get(POSITIONS);
    positions = learnt.reshape(learnt.getShape().get(0), patches, units);
    weights.forEach(
        (path, array) -> {
          if (path.endsWith(WEIGHT)) {
            String layer = path.substring(0, path.length() - WEIGHT.length());
            LinearWeights linear = LinearWeights.of(array, weights.get(layer + "_bias"));
            linears.put(layer, linear);
            if (isQuery(path)) {
              values.put(layer, linear.last(units));
            }
          } else if (path.endsWith(GAMMA)) {
            String layer = path.substring(0, path.length() - GAMMA.length());
            NDArray shift = weights.get(layer + "_beta").expandDims(1);
            norms.put(layer, new NormWeights(array.expandDims(1), shift));
          }
        });
  }

  /**
   * Whether a parameter belongs to a layer of queries.
   *
   * @param path the parameter
   * @return true for its weight and its bias
   */
  public static boolean isQuery(String path) {
    return path.contains(QUERY);
  }

  /**
   * The parameters that are computed as one with that of a query.
   *
   * @param query path of a query's weight or bias
   * @return paths of query, key and value, in the order in which a pass takes them
   */
  public static List<String> queryKeyValue(String query) {
    return List.of(query, query.replace(QUERY, KEY), query.replace(QUERY, VALUE));
  }

  /** Puts an array for query, key and value under their three paths. */
  static void putParts(String query, NDArray joined, Map<String, NDArray> gradients) {
    NDList parts = joined.split(PARTS, 1);
    List<String> paths = queryKeyValue(query);
    for (int i = 0; i < PARTS; i++) {
      gradients.put(paths.get(i), parts.get(i));
    }
  }

  /**
   * Forecasts.
   *
   * @param inputs {@code [networks, windows, steps, features]}
   * @param dropout what is dropped
   * @param room memory of passes in main memory; of no use to the engine
   * @return the pass, which can go back once, before the next in that room; its arrays belong to
   *     the inputs' manager
   */
  public PatchTstPass pass(NDArray inputs, ForecasterDropout dropout, HostRoom room) {
    TokenShape shape =
        new TokenShape(inputs.getShape().get(0), inputs.getShape().get(1), patches, units, heads);
    TokenLoops loops = vectors == null ? null : room.of(shape, vectors);
    dropout.nextPass();
    return new PatchTstPass(this, new TokenPlaces(this, shape, dropout, loops), inputs);
  }

  Constants constants() {
    return constants;
  }

  LinearWeights embedding() {
    return linears.get(EMBEDDING);
  }

  /** What is added to the weighted patches, {@code [networks, patches, units]}. */
  NDArray embeddingShift(NDManager scope) {
    // For windows of one patch, bias and positions have the same slopes. As neighbours in a sum,
    // the engine would give them one array for the two, and add to it twice in the next pass back.
    try (NDArray bias = embedding().bias().mul(constants.one())) {
      NDArray shift = bias.add(positions);
      shift.attach(scope);
      return shift;
    }
  }

  TokenLinear linear(String layer) {
    return new TokenLinear(layer, linears.get(layer));
  }

  /** The values alone of what query, key and value have as one. */
  TokenLinear values(String queryLayer) {
    return new TokenLinear(queryLayer, values.get(queryLayer));
  }

  TokenNorm norm(String layer) {
    NormWeights weights = norms.get(layer);
    return new TokenNorm(layer, constants, weights.scale(), weights.shift());
  }
}
