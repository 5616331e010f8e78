package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.IntBuffer;

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

  /** The place among all layers. */
  final int index;

  /** The active weights, kept beside the mask for weights in main memory; empty on a device. */
  final Bits active;

  long pruned;

  /** Whether it isn't trained at the moment: its weights and its mask stay as they are. */
  boolean frozen;

  MaskedLayer(String path, NDArray weight, int index, long begin, NDArray flatMask, boolean host) {
    this.path = path;
    this.index = index;
    this.active = new Bits(host ? (int) weight.size() : 0);
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

  /** Returns the layer's part of all weights' numbers. */
  IntBuffer part(IntBuffer all) {
    return all.slice((int) begin, (int) size());
  }

  /** Takes the mask, for weights in main memory, and counts. */
  void read(IntBuffer masks) {
    active.read(part(masks));
    pruned = size() - active.count();
  }

  /** Writes the mask, for weights in main memory, and counts. */
  void write(IntBuffer masks) {
    active.write(part(masks));
    pruned = size() - active.count();
  }

  /** Sets pruned weights to 0: +0, as adding 0 makes of -0. */
  void apply(NDArray zero) {
    if (pruned > 0) {
      alias.muli(mask).addi(zero);
    }
  }
}
