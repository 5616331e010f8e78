package org.synprune.pruning;

import java.nio.IntBuffer;

/** Prunes within groups of neighbours, in main memory. */
final class GroupSelection {

  private GroupSelection() {}

  /**
   * Prunes all but the n largest active scores of every m neighbours of a layer; among equal scores
   * the first are pruned.
   *
   * @param scores bits of the layer's float32 scores
   * @param mask bits of the layer's float32 mask, changed in place
   * @param pattern n and m
   * @param inputs how many weights are neighbours of each other, a multiple of m
   * @param stride how far neighbours are apart
   */
  static void keepLargest(
      IntBuffer scores, IntBuffer mask, BuiltInStructures.NOfM pattern, int inputs, int stride) {
    int row = inputs * stride;
    int[] keys = new int[row];
    int[] active = new int[row];
    for (int at = 0; at < mask.capacity(); at += row) {
      scores.get(at, keys);
      mask.get(at, active);
      for (int i = 0; i < row; i++) {
        keys[i] = active[i] == 0 ? Integer.MIN_VALUE : ScoreKeys.sortable(keys[i]);
      }
      for (int group = 0; group < row; group += pattern.m() * stride) {
        for (int position = 0; position < stride; position++) {
          keepLargest(pattern, keys, active, group + position, stride);
        }
      }
      mask.put(at, active);
    }
  }

  private static void keepLargest(
      BuiltInStructures.NOfM pattern, int[] keys, int[] active, int first, int stride) {
    int end = first + pattern.m() * stride;
    for (int i = first; i < end; i += stride) {
      int before = 0;
      for (int other = first; other < end; other += stride) {
        before += keys[other] < keys[i] || (keys[other] == keys[i] && other < i) ? 1 : 0;
      }
      active[i] = before < pattern.m() - pattern.n() ? 0 : active[i];
    }
  }
}
