package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/** One pruned parameter of a session. */
final class MaskedLayer {

  final String path;
  final Shape shape;

  /** The position of its first weight among the weights of all layers. */
  final long begin;

  /** The position after its last weight. */
  final long end;

  final NDArray original;

  /** The same storage without gradients, so that in-place operations are allowed. */
  final NDArray alias;

  final NDArray mask;
  long pruned;

  MaskedLayer(String path, NDArray weight, long begin, NDArray flatMask) {
    this.path = path;
    this.shape = weight.getShape();
    this.begin = begin;
    this.end = begin + weight.size();
    this.original = weight;
    this.alias = weight.stopGradient();
    alias.attach(flatMask.getManager());
    try (NDArray part = flatMask.get(new NDIndex("{}:{}", begin, end))) {
      this.mask = part.reshape(shape);
    }
    NDScope.unregister(alias, mask);
  }

  long size() {
    return end - begin;
  }

  void apply() {
    if (pruned > 0) {
      alias.muli(mask);
    }
  }
}
