package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.LayerNorm;
import java.util.List;
import java.util.Map;

/**
 * One pass through patch time-series transformers of one shape, computed side by side. A network
 * alone is a stack of one. The engine can differentiate all of it. Tokens are {@code [networks,
 * windows * patches, units]}.
 */
public final class PatchTstPass {

  /** Path of the learnt positions, {@code [1, patches, units]}. */
  static final String POSITIONS = "positions";

  private static final String QUERY = "01query_";
  private static final String KEY = "02key_";
  private static final String VALUE = "03value_";
  private static final float NORM_EPSILON = 1e-5f;
  private static final int HEADS = ForecasterSpec.HEADS;
  private static final int PARTS = 3;

  private final Map<String, NDArray> weights;
  private final Constants constants;
  private final ForecasterDropout dropout;
  private final long networks;
  private final long windows;
  private final long patches;
  private final long units;

  /**
   * Numbers as arrays that outlive the pass.
   *
   * @param ones a norm's scale, {@code [units]}
   * @param zeros a norm's shift, {@code [units]}
   * @param attentionScale one over the root of a head's units
   */
  public record Constants(NDArray ones, NDArray zeros, NDArray attentionScale) {

    /**
     * Makes the numbers.
     *
     * @param manager owns them
     * @param units the embedding size
     * @return the numbers
     */
    public static Constants of(NDManager manager, int units) {
      double perHead = (double) units / HEADS;
      return new Constants(
          manager.ones(new Shape(units)),
          manager.zeros(new Shape(units)),
          CellConstants.kept(manager.create((float) (1 / Math.sqrt(perHead)))));
    }
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
   * @return paths of query, key and value, in the order in which the pass takes them
   */
  public static List<String> queryKeyValue(String query) {
    return List.of(query, query.replace(QUERY, KEY), query.replace(QUERY, VALUE));
  }

  /**
   * Begins a pass.
   *
   * @param weights parameters by path, {@code [networks, shape...]}; those of {@link
   *     #queryKeyValue} joined along the first axis of their shape, under the query's path
   * @param constants numbers
   * @param dropout what is dropped
   * @param shape {@code [networks, windows, patches, units]}
   */
  public PatchTstPass(
      Map<String, NDArray> weights, Constants constants, ForecasterDropout dropout, Shape shape) {
    this.weights = weights;
    this.constants = constants;
    this.dropout = dropout;
    networks = shape.get(0);
    windows = shape.get(1);
    patches = shape.get(2);
    units = shape.get(3);
  }

  /**
   * Forecasts.
   *
   * @param inputs {@code [networks, windows, steps, features]}
   * @return {@code [networks, windows]}
   */
  public NDArray forward(NDArray inputs) {
    NDArray patched = inputs.reshape(networks, windows * patches, -1);
    NDArray embedded = linear("01embedding", patched).reshape(networks, windows, patches, units);
    NDArray x = tokens(embedded.add(weights.get(POSITIONS)));
    x = encoder("02encoder_", x);
    x = encoder("03encoder_", x);
    x = norm("05final-norm", drop(x));
    NDArray pooled = x.reshape(networks, windows, patches, units).mean(new int[] {2});
    return linear("06head", pooled).reshape(networks, windows);
  }

  private NDArray encoder(String block, NDArray x) {
    NDArray attended = linear(block + "01attention_05output", attention(block, x));
    NDArray middle = norm(block + "02norm", drop(attended).add(x));
    NDArray wide = drop(Activation.relu(linear(block + "04expand", middle)));
    NDArray fed = linear(block + "06contract", wide);
    return norm(block + "03norm", drop(fed).add(middle));
  }

  /** Mixes the patches of each window, {@code tokens -> tokens}. */
  private NDArray attention(String block, NDArray x) {
    long each = units / HEADS;
    long matrices = networks * windows * HEADS;
    String layer = block + "01attention_01query";
    if (patches == 1) {
      // A patch alone has the share 1, whatever its query and its key.
      NDArray matrix = last(weights.get(layer + "_weight"), x);
      NDArray bias = last(weights.get(layer + "_bias"), x);
      NDArray value = linear(matrix, bias, x);
      return dropout.any() ? shared(value, each) : value;
    }
    NDList parts =
        linear(layer, x)
            .reshape(networks * windows, patches, PARTS, HEADS, each)
            .transpose(2, 0, 3, 1, 4)
            .reshape(PARTS, matrices, patches, each)
            .split(PARTS, 0);
    NDArray query = parts.get(0).reshape(matrices, patches, each);
    NDArray key = parts.get(1).reshape(matrices, patches, each);
    NDArray value = parts.get(2).reshape(matrices, patches, each);
    // Keys along the rows: the softmax over them then runs along contiguous queries.
    NDArray scores = key.batchMatMul(query.transpose(0, 2, 1)).muli(constants.attentionScale());
    NDArray shares = scores.softmax(1).transpose(0, 2, 1);
    if (dropout.any()) {
      shares = shares.mul(shareFactors(x).reshape(matrices, patches, patches));
    }
    return shares
        .batchMatMul(value)
        .reshape(networks * windows, HEADS, patches, each)
        .transpose(0, 2, 1, 3)
        .reshape(networks, windows * patches, units);
  }

  /** The value's part of what query, key and value have as one. */
  private static NDArray last(NDArray three, NDArray x) {
    NDList parts = three.split(PARTS, 1);
    parts.attach(x.getManager());
    return parts.get(PARTS - 1);
  }

  /** Drops the only share of each head. */
  private NDArray shared(NDArray value, long each) {
    NDArray factors = shareFactors(value).reshape(networks, windows, HEADS, 1);
    return value
        .reshape(networks, windows, HEADS, each)
        .mul(factors)
        .reshape(networks, windows, units);
  }

  private NDArray shareFactors(NDArray like) {
    return dropout.differentiableFactors(
        like.getManager(), new Shape(windows, HEADS, patches, patches));
  }

  private NDArray linear(String layer, NDArray x) {
    return linear(weights.get(layer + "_weight"), weights.get(layer + "_bias"), x);
  }

  private static NDArray linear(NDArray weight, NDArray bias, NDArray x) {
    NDArray matrix = weight.transpose(0, 2, 1);
    matrix.attach(x.getManager());
    NDArray shift = bias.expandDims(1);
    shift.attach(x.getManager());
    return x.batchMatMul(matrix).addi(shift);
  }

  private NDArray norm(String layer, NDArray x) {
    NDArray normed =
        LayerNorm.layerNorm(x, new Shape(units), constants.ones(), constants.zeros(), NORM_EPSILON)
            .singletonOrThrow();
    NDArray scale = weights.get(layer + "_gamma").expandDims(1);
    scale.attach(x.getManager());
    NDArray shift = weights.get(layer + "_beta").expandDims(1);
    shift.attach(x.getManager());
    return normed.mul(scale).addi(shift);
  }

  private NDArray drop(NDArray x) {
    if (!dropout.any()) {
      return x;
    }
    Shape shape = x.getShape();
    Shape perNetwork = new Shape(windows, patches, shape.get(2));
    NDArray factors = dropout.differentiableFactors(x.getManager(), perNetwork);
    return x.mul(factors.reshape(shape));
  }

  private NDArray tokens(NDArray x) {
    return x.reshape(networks, windows * patches, units);
  }
}
