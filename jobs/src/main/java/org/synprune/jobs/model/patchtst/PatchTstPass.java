package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass of transformers over a batch. Goes forward and back by hand: the engine's own backward
 * pass copies the patches to and fro for each head, and takes more memory. It can still
 * differentiate the way forward.
 */
public final class PatchTstPass {

  private final PatchTstNetwork network;
  private final TokenShape shape;

  /** Whether tokens are all windows' first patches, then all their second ones, and so on. */
  private final boolean patchesFirst;

  private final List<TokenEncoder> encoders;
  private final TokenSum last;
  private final TokenLinear head;
  private final NDArray patched;
  private final NDArray output;

  PatchTstPass(PatchTstNetwork network, TokenPlaces places, NDArray inputs) {
    this.network = network;
    shape = places.shape();
    patchesFirst = places.loops() != null;
    encoders =
        List.of(
            new TokenEncoder("02encoder_", network, places),
            new TokenEncoder("03encoder_", network, places));
    last = places.sum(null, "05final-norm");
    head = network.linear("06head");
    patched = patched(inputs);
    output = forward();
  }

  /**
   * The forecasts.
   *
   * @return {@code [networks, windows, horizon]}
   */
  public NDArray output() {
    return output;
  }

  private NDArray patched(NDArray inputs) {
    Shape merged = new Shape(shape.networks(), shape.windows() * shape.patches(), -1);
    if (!patchesFirst) {
      return inputs.reshape(merged);
    }
    try (NDArray each = inputs.reshape(shape.networks(), shape.windows(), shape.patches(), -1);
        NDArray turned = each.transpose(0, 2, 1, 3)) {
      return turned.reshape(merged);
    }
  }

  private NDArray forward() {
    NDArray x = embedded();
    for (TokenEncoder encoder : encoders) {
      x = encoder.forward(x);
    }
    try (NDArray normed = TokenShape.reshaped(last.forward(x, null), perPatch())) {
      NDArray pooled = normed.mean(new int[] {patchAxis()});
      return head.forward(pooled);
    }
  }

  private NDArray embedded() {
    NDArray shift = network.embeddingShift(patched.getManager());
    return patched
        .batchMatMul(network.embedding().turned())
        .reshape(perPatch())
        .addi(shift.expandDims(windowAxis()))
        .reshape(shape.tokens());
  }

  private int patchAxis() {
    return patchesFirst ? 1 : 2;
  }

  private int windowAxis() {
    return patchesFirst ? 2 : 1;
  }

  private Shape perPatch() {
    return patchesFirst
        ? new Shape(shape.networks(), shape.patches(), shape.windows(), shape.units())
        : new Shape(shape.networks(), shape.windows(), shape.patches(), shape.units());
  }

  /**
   * Goes back, once.
   *
   * @param slope of the losses by the forecasts, {@code [networks, windows, horizon]}
   * @param gradients takes those of the parameters, by path, {@code [networks, shape...]}
   * @return slopes by the factors of dropout that were drawn, by factors; empty if no dropout
   *     learns
   */
  public IdentityHashMap<NDArray, NDArray> backward(NDArray slope, Map<String, NDArray> gradients) {
    IdentityHashMap<NDArray, NDArray> byFactors = new IdentityHashMap<>();
    NDArray pooled = head.backward(slope, gradients);
    NDArray spread =
        pooled
            .muli(network.constants().patchShare())
            .expandDims(patchAxis())
            .broadcast(perPatch())
            .reshape(shape.tokens());
    NDArray by = last.backward(spread, gradients, byFactors).byProduct();
    for (int i = encoders.size() - 1; i >= 0; i--) {
      by = encoders.get(i).backward(by, gradients, byFactors);
    }
    embeddingGradients(by, gradients);
    return byFactors;
  }

  private void embeddingGradients(NDArray slope, Map<String, NDArray> gradients) {
    try (NDArray turned = slope.transpose(0, 2, 1)) {
      gradients.put(PatchTstNetwork.EMBEDDING + "_weight", turned.batchMatMul(patched));
    }
    NDArray positions = slope.reshape(perPatch()).sum(new int[] {windowAxis()});
    gradients.put(PatchTstNetwork.POSITIONS, positions);
    gradients.put(PatchTstNetwork.EMBEDDING + "_bias", positions.sum(new int[] {1}));
  }
}
