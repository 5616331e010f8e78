package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;

/** One or more neighbouring layers: a range of the flat arrays. */
record LayerRange(List<MaskedLayer> layers, long pruned, long sizeOfLiveLayers) {

  long begin() {
    return layers.get(0).begin;
  }

  long end() {
    return layers.get(layers.size() - 1).end;
  }

  long size() {
    return end() - begin();
  }

  long active() {
    return size() - pruned;
  }

  NDArray of(NDArray flat) {
    return begin() == 0 && end() == flat.size()
        ? flat
        : flat.get(new NDIndex("{}:{}", begin(), end()));
  }
}
