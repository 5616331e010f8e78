package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attention of a patch alone: it has the share 1, whatever its query and its key. */
final class LonePatch implements PatchMixing {

  private static final int[] UNITS = {3};

  private final TokenShape shape;
  private final ForecasterDropout dropout;
  private final TokenLinear values;
  private final TokenLinear output;
  private NDArray before;
  private @Nullable NDArray drawn;

  LonePatch(String layer, PatchTstNetwork network, TokenShape shape, ForecasterDropout dropout) {
    this.shape = shape;
    this.dropout = dropout;
    values = network.values(layer + PatchTstNetwork.QUERY_LAYER);
    output = network.linear(layer + PatchTstNetwork.OUTPUT_LAYER);
  }

  @Override
  public NDArray forward(NDArray x) {
    NDArray value = values.forward(x);
    if (dropout.any()) {
      before = value.reshape(perHead(shape.each()));
      drawn = dropout.factors(x.getManager(), shape.droppedShares());
      value = before.mul(drawn.reshape(perHead(1))).reshape(shape.tokens());
    }
    return output.product(value);
  }

  private Shape perHead(long each) {
    return new Shape(shape.networks(), shape.windows(), shape.heads(), each);
  }

  @Override
  public NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    NDArray byValue = output.backProduct(slope, gradients);
    if (drawn != null) {
      NDArray byKept = byValue.reshape(perHead(shape.each()));
      if (dropout.learns()) {
        byFactors.put(drawn, byKept.mul(before).sum(UNITS).reshape(drawn.getShape()));
      }
      byValue = byKept.mul(drawn.reshape(perHead(1))).reshape(shape.tokens());
    }
    put(values.weightPath(), values.weightGradient(byValue), gradients);
    put(values.biasPath(), byValue.sum(new int[] {1}), gradients);
    return values.inputSlope(byValue);
  }

  /** Queries and keys make no difference. */
  private static void put(String path, NDArray byValues, Map<String, NDArray> gradients) {
    NDArray none = byValues.zerosLike();
    PatchTstNetwork.putParts(path, NDArrays.concat(new NDList(none, none, byValues), 1), gradients);
  }
}
