package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Selection in main memory and on a device, compared with a full sort. */
class SelectionTest {

  private static float value(SplittableRandom random, int kind) {
    return switch (kind) {
      case 0 -> (float) random.nextDouble(-1, 1);
      case 1 -> random.nextInt(1, 5);
      case 2 ->
          Float.intBitsToFloat(random.nextInt(1, 0x7f800000)) * (random.nextBoolean() ? 1 : -1);
      // equal except for their lowest bits
      case 3 -> Float.intBitsToFloat(0x3f800000 + random.nextInt(900));
      default -> random.nextInt(4) == 0 ? Float.POSITIVE_INFINITY : random.nextInt(9) * 1e-40f;
    };
  }

  private static IntBuffer bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return IntBuffer.wrap(bits);
  }

  private static int count(float[] mask) {
    return (int) IntStream.range(0, mask.length).filter(i -> mask[i] == 1).count();
  }

  private static int wanted(int active, double place) {
    return 1 + (int) (place * (active - 1));
  }

  /** The expected mask: sorts the active scores of a range and prunes the first. */
  private static float[] sorted(
      float[] scores, float[] mask, int begin, int end, double place, CountRule rule) {
    int[] active =
        IntStream.range(begin, end)
            .filter(i -> mask[i] == 1)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(i -> i)
            .toArray();
    int wanted = wanted(active.length, place);
    float threshold = scores[active[wanted - 1]];
    float[] left = mask.clone();
    for (int i = 0; i < wanted; i++) {
      if (rule == CountRule.EXACT || scores[active[i]] < threshold) {
        left[active[i]] = 0;
      }
    }
    return left;
  }

  @Property(tries = 200)
  void bothWaysPruneWhatSortingPrunes(
      @ForAll @IntRange(min = 3, max = 40_000) int n,
      @ForAll @DoubleRange(max = 0.9) double sparsity,
      @ForAll @DoubleRange(max = 1) double place,
      @ForAll @IntRange(max = 4) int kind,
      @ForAll boolean absolute,
      @ForAll CountRule rule,
      @ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] values = new float[n];
    float[] scores = new float[n];
    float[] mask = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = value(random, kind);
      scores[i] = absolute ? Math.abs(values[i]) : values[i];
      mask[i] = i > 1 && random.nextDouble() < sparsity ? 0 : 1;
    }
    float[] expected = sorted(scores, mask, 0, n, place, rule);
    int active = count(mask);
    int wanted = wanted(active, place);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray s = manager.create(scores);
      NDArray host = manager.create(mask);
      NDArray kept = DeviceSelection.stillActive(s, host, n - active, wanted, rule);
      assertThat(kept.toType(DataType.FLOAT32, false).toFloatArray()).isEqualTo(expected);
      var ranking = new Selection.Ranking(manager.create(values), absolute);
      HostSelection selection = Objects.requireNonNull(HostSelection.of(ranking, host));
      selection.prune(0, n, active, wanted, rule);
      assertThat(host.toFloatArray()).isEqualTo(expected);
      assertThat(selection.active(0, n)).isEqualTo(count(expected));
    }
  }

  @Test
  void aSampleThatMisleadsChangesNothing() {
    int pruned = 0;
    int misled = 0;
    for (int seed = 0; seed < 60; seed++) {
      var random = new SplittableRandom(seed);
      int begin = random.nextInt(3_000);
      int end = begin + random.nextInt(6_000, 90_000);
      float[] scores = new float[end + 100];
      float[] mask = new float[scores.length];
      float[] inside = new float[scores.length];
      float level = 0;
      // Neighbours are similar, so a sample of neighbours is misleading.
      int run = 1 + random.nextInt(400);
      for (int i = 0; i < scores.length; i++) {
        level = i % run == 0 ? random.nextInt(-50, 50) : level;
        scores[i] = level + (float) random.nextDouble();
        mask[i] = random.nextInt(3) == 0 ? 0 : 1;
        inside[i] = i >= begin && i < end ? mask[i] : 0;
      }
      double place = random.nextDouble();
      CountRule rule = seed % 2 == 0 ? CountRule.EXACT : CountRule.THRESHOLD;
      IntBuffer after = bits(mask);
      int active = count(inside);
      boolean done =
          new BracketSelection(bits(scores), after, -1)
              .prune(begin, end, active, wanted(active, place), rule);
      pruned += done ? 1 : 0;
      misled += done ? 0 : 1;
      float[] expected = done ? sorted(scores, mask, begin, end, place, rule) : mask;
      assertThat(after).isEqualTo(bits(expected));
    }
    assertThat(pruned).isPositive();
    assertThat(misled).isPositive();
  }

  @Property(tries = 100)
  void bothWaysKeepTheSameOfEachGroup(
      @ForAll @IntRange(min = 1, max = 2_000) int groups,
      @ForAll @IntRange(min = 2, max = 9) int m,
      @ForAll @IntRange(max = 3) int kind,
      @ForAll long seed) {
    var random = new SplittableRandom(seed);
    var pattern = new BuiltInStructures.NOfM(random.nextInt(1, m), m);
    float[] scores = new float[groups * m];
    float[] mask = new float[groups * m];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = value(random, kind);
      mask[i] = random.nextInt(8) == 0 ? 0 : 1;
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray s = manager.create(scores);
      NDArray host = manager.create(mask);
      NDArray device = host.mul(NOfMUpdate.stillActive(s, host, pattern));
      Objects.requireNonNull(HostSelection.of(s, host)).keepLargest(pattern.n(), m);
      assertThat(device.toFloatArray()).isEqualTo(host.toFloatArray());
    }
  }
}
