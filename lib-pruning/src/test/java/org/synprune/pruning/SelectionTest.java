package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Both ways of selecting against a full sort. */
class SelectionTest {

  private static float value(SplittableRandom random, int kind) {
    return switch (kind) {
      case 0 -> (float) random.nextDouble(-1, 1);
      case 1 -> random.nextInt(1, 5);
      case 2 ->
          Float.intBitsToFloat(random.nextInt(1, 0x7f800000)) * (random.nextBoolean() ? 1 : -1);
      // all alike but for their lowest bits
      case 3 -> Float.intBitsToFloat(0x3f800000 + random.nextInt(900));
      default -> random.nextInt(4) == 0 ? Float.POSITIVE_INFINITY : random.nextInt(9) * 1e-40f;
    };
  }

  @Property(tries = 200)
  void bothWaysPruneWhatSortingPrunes(
      @ForAll @IntRange(min = 3, max = 40_000) int n,
      @ForAll @DoubleRange(max = 0.9) double sparsity,
      @ForAll @DoubleRange(max = 1) double place,
      @ForAll @IntRange(max = 4) int kind,
      @ForAll CountRule rule,
      @ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] scores = new float[n];
    float[] mask = new float[n];
    for (int i = 0; i < n; i++) {
      scores[i] = value(random, kind);
      mask[i] = i > 1 && random.nextDouble() < sparsity ? 0 : 1;
    }
    int[] active =
        IntStream.range(0, n)
            .filter(i -> mask[i] == 1)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(i -> i)
            .toArray();
    int wanted = 1 + (int) (place * (active.length - 1));
    float threshold = scores[active[wanted - 1]];
    float[] expected = mask.clone();
    for (int i = 0; i < wanted; i++) {
      if (rule == CountRule.EXACT || scores[active[i]] < threshold) {
        expected[active[i]] = 0;
      }
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray s = manager.create(scores);
      NDArray host = manager.create(mask);
      NDArray kept = DeviceSelection.kept(s, host, n - active.length, wanted, rule);
      assertThat(kept.toType(DataType.FLOAT32, false).toFloatArray()).isEqualTo(expected);
      HostSelection selection = HostSelection.of(s, host).orElseThrow();
      selection.prune(0, n, active.length, wanted, rule);
      assertThat(host.toFloatArray()).isEqualTo(expected);
      assertThat(selection.active(0, n))
          .isEqualTo((int) IntStream.range(0, n).filter(i -> expected[i] == 1).count());
    }
  }

  @Property(tries = 100)
  void bothWaysKeepTheSameOfEachGroup(
      @ForAll @IntRange(min = 1, max = 2_000) int groups,
      @ForAll @IntRange(min = 2, max = 9) int m,
      @ForAll @IntRange(max = 3) int kind,
      @ForAll long seed) {
    var random = new SplittableRandom(seed);
    var pattern = new Structures.NOfM(random.nextInt(1, m), m);
    float[] scores = new float[groups * m];
    float[] mask = new float[groups * m];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = value(random, kind);
      mask[i] = random.nextInt(8) == 0 ? 0 : 1;
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray s = manager.create(scores);
      NDArray host = manager.create(mask);
      NDArray device = host.mul(NOfMUpdate.kept(s, host, pattern));
      HostSelection.of(s, host).orElseThrow().keepLargest(pattern.n(), m);
      assertThat(device.toFloatArray()).isEqualTo(host.toFloatArray());
    }
  }
}
