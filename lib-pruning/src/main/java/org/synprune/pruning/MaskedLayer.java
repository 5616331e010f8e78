package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/** One prunable parameter of a session. */
final class MaskedLayer {

  final String path;
  final Shape shape;

  /** Where its weights lie among those of all layers, end excluded. */
  final long begin;

  final long end;
  final NDArray original;

  /** The weights' storage without their gradient: in-place operations on it are allowed. */
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
