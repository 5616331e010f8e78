package org.synprune.pruning;

import java.nio.IntBuffer;

/** Prunes within groups of neighbours, in main memory. */
final class GroupSelection {

  private static final int CHUNK = 1024;

  private GroupSelection() {}

  /**
   * Prunes all but the {@code n} largest active scores of every {@code m} neighbours; among equal
   * scores the first are pruned.
   *
   * @param scores bits of float32 scores
   * @param mask bits of a float32 mask, changed in place
   */
  static void keepLargest(IntBuffer scores, IntBuffer mask, int n, int m) {
    int size = mask.capacity();
    int step = Math.max(1, CHUNK / m) * m;
    int[] keys = new int[step];
    int[] active = new int[step];
    for (int at = 0; at < size; at += step) {
      int length = Math.min(size - at, step);
      scores.get(at, keys, 0, length);
      mask.get(at, active, 0, length);
      for (int i = 0; i < length; i++) {
        keys[i] = active[i] == 0 ? Integer.MIN_VALUE : ScoreKeys.sortable(keys[i]);
      }
      for (int group = 0; group < length; group += m) {
        keepLargest(n, keys, active, group, group + m);
      }
      mask.put(at, active, 0, length);
    }
  }

  private static void keepLargest(int n, int[] keys, int[] active, int begin, int end) {
    for (int i = begin; i < end; i++) {
      int before = 0;
      for (int other = begin; other < end; other++) {
        before += keys[other] < keys[i] || (keys[other] == keys[i] && other < i) ? 1 : 0;
      }
      active[i] = before < end - begin - n ? 0 : active[i];
    }
  }
}
