package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class SelectionTest {

  @Property(tries = 200)
  void bothWaysFindTheElementThatSortingFinds(
      @ForAll @IntRange(min = 1, max = 20_000) int n,
      @ForAll @DoubleRange(max = 1) double place,
      @ForAll @IntRange(max = 3) int kind,
      @ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (kind) {
            case 0 -> (float) random.nextDouble(-1, 1);
            case 1 -> random.nextInt(-3, 4);
            case 2 -> Float.intBitsToFloat(random.nextInt(0, 0x7f800000)) * (random.nextInt(2) - 1);
            default ->
                random.nextInt(4) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(9) * 1e-40f;
          };
    }
    int k = 1 + (int) Math.round(place * (n - 1));
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray scores = manager.create(values);
      Arrays.sort(values);
      float expected = values[k - 1];
      assertThat(Selection.kthSmallest(scores, k).getFloat() == expected).isTrue();
      assertThat(Selection.kthSmallestOnDevice(scores, k).getFloat() == expected).isTrue();
    }
  }
}
