package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;

/**
 * Layers whose weights compete, in the order of the flat arrays; not always neighbours there.
 *
 * @param layers the layers, one or more
 * @param pruned how many of their weights are pruned
 */
record LayerRange(List<MaskedLayer> layers, long pruned) {

  static LayerRange of(List<MaskedLayer> layers) {
    return new LayerRange(
        List.copyOf(layers), layers.stream().mapToLong(layer -> layer.pruned).sum());
  }

  /** Where the first layer begins. */
  long begin() {
    return layers.get(0).begin;
  }

  /** Where the last layer ends. */
  long end() {
    return layers.get(layers.size() - 1).end;
  }

  boolean isContiguous() {
    return end() - begin() == size();
  }

  long size() {
    return layers.stream().mapToLong(MaskedLayer::size).sum();
  }

  /** The number of weights in layers that have an active one. */
  long sizeOfLiveLayers() {
    return layers.stream()
        .filter(layer -> layer.pruned < layer.size())
        .mapToLong(MaskedLayer::size)
        .sum();
  }

  long active() {
    return size() - pruned;
  }

  /**
   * Returns these layers' part of a vector over all weights: a view of it if they are neighbours.
   */
  NDArray of(NDArray flat) {
    if (!isContiguous()) {
      return NDArrays.concat(
          new NDList(layers.stream().map(layer -> part(flat, layer.begin, layer.end)).toList()));
    }
    return begin() == 0 && end() == flat.size() ? flat : part(flat, begin(), end());
  }

  /** Multiplies these layers' part of a vector over all weights, in place. */
  void scale(NDArray flat, NDArray factors) {
    if (isContiguous()) {
      of(flat).muli(factors);
      return;
    }
    long at = 0;
    for (MaskedLayer layer : layers) {
      part(flat, layer.begin, layer.end).muli(part(factors, at, at + layer.size()));
      at += layer.size();
    }
  }

  private static NDArray part(NDArray vector, long begin, long end) {
    return vector.get(new NDIndex("{}:{}", begin, end));
  }
}
