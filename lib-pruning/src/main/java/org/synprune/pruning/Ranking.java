package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.IntBuffer;
import java.util.List;

/** An order of all weights, in which some of them are selected: the first in it. */
sealed interface Ranking {

  /** Returns the keys of each layer, for weights in main memory; the smallest come first. */
  List<SortKeys> keys(List<MaskedLayer> layers);

  /** Returns float32 numbers of shape (n); the smallest come first. */
  NDArray ascending();

  /**
   * By scores.
   *
   * @param scores float32 vectors: one of n scores, or one for each layer
   * @param order which of them come first
   */
  record ByScore(List<NDArray> scores, ScoreKeys.Order order) implements Ranking {
    @Override
    public List<SortKeys> keys(List<MaskedLayer> layers) {
      List<IntBuffer> parts = scores.stream().map(MaskedWeights::bits).toList();
      return layers.stream().map(layer -> keys(parts, layer)).toList();
    }

    private SortKeys keys(List<IntBuffer> parts, MaskedLayer layer) {
      return new ScoreKeys(
          parts.size() == 1 ? layer.part(parts.get(0)) : parts.get(layer.index), order);
    }

    @Override
    public NDArray ascending() {
      NDArray flat = MaskedWeights.flat(scores);
      return switch (order) {
        case SMALLEST -> flat;
        case NEAREST -> flat.abs();
        case FARTHEST -> flat.abs().neg();
      };
    }
  }

  /**
   * By chance.
   *
   * @param manager creates arrays
   * @param n how many weights there are
   */
  record ByChance(long seed, NDManager manager, long n) implements Ranking {
    @Override
    public List<SortKeys> keys(List<MaskedLayer> layers) {
      return layers.stream()
          .map(layer -> (SortKeys) new RandomKeys(seed, (int) layer.begin))
          .toList();
    }

    @Override
    public NDArray ascending() {
      return manager.create(numbers());
    }

    /** Returns the same numbers in main memory. */
    float[] numbers() {
      return new RandomKeys(seed, 0).scores(Math.toIntExact(n));
    }
  }
}
