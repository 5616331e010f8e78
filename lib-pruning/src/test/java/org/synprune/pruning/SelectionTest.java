package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(3, 5_000),
        Arbitraries.of(1_023, 1_024, 1_025, 4_095, 4_096, 32_767, 32_768, 32_769, 65_536),
        Arbitraries.integers().between(4_096, 80_000));
  }

  private static Bits bits(IntBuffer mask) {
    var bits = new Bits(mask.capacity());
    bits.read(mask);
    return bits;
  }

  /**
   * Selects among layers that end at the given positions; returns the mask without the selected.
   */
  private static float[] select(
      float[] values, float[] mask, int[] ends, ScoreKeys.Order order, int wanted, CountRule rule) {
    IntBuffer scores = bits(values);
    IntBuffer left = bits(mask);
    var layers = new ArrayList<HostSelection.Layer>();
    var active = new ArrayList<Bits>();
    int begin = 0;
    for (int end : ends) {
      active.add(bits(left.slice(begin, end - begin)));
      var keys = new ScoreKeys(scores.slice(begin, end - begin), order);
      layers.add(new HostSelection.Layer(keys, active.get(active.size() - 1), false));
      begin = end;
    }
    var selection = new HostSelection();
    selection.select(layers, count(mask), wanted, rule);
    assertThat(selection.sawNan()).isFalse();
    begin = 0;
    for (int i = 0; i < ends.length; i++) {
      active.get(i).flip(layers.get(i).selected());
      active.get(i).write(left.slice(begin, ends[i] - begin));
      begin = ends[i];
    }
    float[] result = new float[mask.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Float.intBitsToFloat(left.get(i));
    }
    return result;
  }

  @Property(tries = 300)
  void bothWaysPruneWhatSortingPrunes(
      @ForAll("sizes") int n,
      @ForAll @DoubleRange(max = 0.9) double sparsity,
      @ForAll @DoubleRange(max = 1) double place,
      @ForAll @IntRange(max = 4) int kind,
      @ForAll ScoreKeys.Order order,
      @ForAll CountRule rule,
      @ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] values = new float[n];
    float[] scores = new float[n];
    float[] mask = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = value(random, kind);
      scores[i] =
          switch (order) {
            case SMALLEST -> values[i];
            case NEAREST -> Math.abs(values[i]);
            case FARTHEST -> -Math.abs(values[i]);
          };
      mask[i] = i > 1 && random.nextDouble() < sparsity ? 0 : 1;
    }
    float[] expected = sorted(scores, mask, 0, n, place, rule);
    int active = count(mask);
    int wanted = wanted(active, place);
    // On a device the lowest score marks what can't be selected.
    boolean lowest = order == ScoreKeys.Order.FARTHEST && kind == 4;
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray device = manager.create(mask);
      var ranking = new Ranking.ByScore(List.of(manager.create(values)), order);
      NDArray kept =
          DeviceSelection.stillActive(ranking.ascending(), device, n - active, wanted, rule);
      if (!lowest) {
        assertThat(kept.toType(DataType.FLOAT32, false).toFloatArray()).isEqualTo(expected);
      }
    }
    int[] ends = {n};
    if (random.nextBoolean()) {
      ends = new int[] {random.nextInt(1, n), n};
    }
    assertThat(select(values, mask, ends, order, wanted, rule)).isEqualTo(expected);
  }

  @Test
  void aSampleThatMisleadsChangesNothing() {
    for (int seed = 0; seed < 60; seed++) {
      var random = new SplittableRandom(seed);
      float[] scores = new float[random.nextInt(6_000, 90_000)];
      float[] mask = new float[scores.length];
      float level = 0;
      // Neighbours are similar, so a sample of neighbours is misleading.
      int run = 1 + random.nextInt(4_000);
      for (int i = 0; i < scores.length; i++) {
        level = i % run == 0 ? random.nextInt(-50, 50) : level;
        scores[i] = level + (float) random.nextDouble();
        mask[i] = random.nextInt(3) == 0 ? 0 : 1;
      }
      double place = random.nextDouble();
      CountRule rule = seed % 2 == 0 ? CountRule.EXACT : CountRule.THRESHOLD;
      int wanted = wanted(count(mask), place);
      int[] ends = {scores.length};
      assertThat(select(scores, mask, ends, ScoreKeys.Order.SMALLEST, wanted, rule))
          .isEqualTo(sorted(scores, mask, 0, scores.length, place, rule));
    }
  }

  @Property(tries = 100)
  void nanIsSeenWhereverItIs(
      @ForAll("sizes") int n,
      @ForAll ScoreKeys.Order order,
      @ForAll boolean ofPruned,
      @ForAll boolean nothingWanted,
      @ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] scores = new float[n];
    float[] mask = new float[n];
    for (int i = 0; i < n; i++) {
      scores[i] = value(random, 4) * (random.nextBoolean() ? 1 : -1);
      mask[i] = i % 2;
    }
    IntBuffer bits = bits(scores);
    var keys = new ScoreKeys(bits, order);
    var layer = new HostSelection.Layer(keys, bits(bits(mask)), ofPruned);
    int of = ofPruned ? n - count(mask) : count(mask);
    int wanted = nothingWanted ? 0 : 1 + random.nextInt(of);
    var selection = new HostSelection();
    selection.select(List.of(layer), of, wanted, CountRule.EXACT);
    assertThat(selection.sawNan()).isFalse();
    // Any NaN: quiet or not, positive or negative.
    int nan = 0x7f800000 | 1 + random.nextInt(0x7fffff) | (random.nextBoolean() ? 1 << 31 : 0);
    bits.put(random.nextInt(n), nan);
    selection.select(List.of(layer), of, wanted, CountRule.EXACT);
    assertThat(selection.sawNan()).isTrue();
    assertThat(selection.sawNan()).isFalse();
  }

  @Property(tries = 50)
  void chanceSelectsTheSameInMemoryAndOnADevice(
      @ForAll("sizes") int n, @ForAll @DoubleRange(max = 1) double place, @ForAll long seed) {
    float[] mask = new float[n];
    for (int i = 0; i < n; i += 3) {
      mask[i] = 1;
    }
    int active = count(mask);
    int wanted = wanted(n - active, place);
    var bits = bits(bits(mask));
    var layer = new HostSelection.Layer(new RandomKeys(seed, 0), bits, true);
    new HostSelection().select(List.of(layer), n - active, wanted, CountRule.EXACT);
    IntBuffer grown = bits(new float[n]);
    layer.selected().write(grown);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray candidates = manager.create(mask).neg().add(1);
      NDArray scores = new Ranking.ByChance(seed, manager, n).ascending();
      NDArray left =
          DeviceSelection.stillActive(scores, candidates, active, wanted, CountRule.EXACT);
      float[] expected = candidates.sub(left.toType(DataType.FLOAT32, false)).toFloatArray();
      assertThat(grown).isEqualTo(bits(expected));
      assertThat(layer.selected().count()).isEqualTo(wanted);
    }
  }

  /**
   * Groups along the inputs: neighbours in a matrix, a kernel's positions apart in a convolution.
   */
  @Property(tries = 100)
  void bothWaysKeepTheLargestOfEachGroup(
      @ForAll @IntRange(min = 1, max = 4) int outputs,
      @ForAll @IntRange(min = 1, max = 300) int groups,
      @ForAll @IntRange(min = 2, max = 9) int m,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(max = 3) int kind,
      @ForAll long seed) {
    var random = new SplittableRandom(seed);
    var pattern = new BuiltInStructures.NOfM(random.nextInt(1, m), m);
    int positions = kernel * kernel;
    Shape shape =
        positions == 1
            ? new Shape(outputs, (long) groups * m)
            : new Shape(outputs, (long) groups * m, kernel, kernel);
    float[] scores = new float[(int) shape.size()];
    float[] mask = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = value(random, kind);
      mask[i] = random.nextInt(8) == 0 ? 0 : 1;
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray s = manager.create(scores, shape);
      NDArray host = manager.create(mask, shape);
      NDArray device = host.mul(NOfMUpdate.stillActive(s, host, pattern));
      GroupSelection.keepLargest(
          MaskedWeights.bits(s), MaskedWeights.bits(host), pattern, groups * m, positions);
      assertThat(device.toFloatArray()).isEqualTo(host.toFloatArray());
      float[] kept = host.toFloatArray();
      for (int group = 0; group < outputs * groups; group++) {
        for (int position = 0; position < positions; position++) {
          assertLargest(scores, mask, kept, group * m * positions + position, positions, pattern);
        }
      }
    }
  }

  private static void assertLargest(
      float[] scores,
      float[] mask,
      float[] kept,
      int first,
      int stride,
      BuiltInStructures.NOfM pattern) {
    int active = 0;
    int left = 0;
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (int i = first; i < first + pattern.m() * stride; i += stride) {
      active += mask[i] == 1 ? 1 : 0;
      left += kept[i] == 1 ? 1 : 0;
      if (kept[i] == 1) {
        least = Math.min(least, scores[i]);
      } else if (mask[i] == 1) {
        most = Math.max(most, scores[i]);
      }
    }
    assertThat(left).isEqualTo(Math.min(pattern.n(), active));
    assertThat(least).isGreaterThanOrEqualTo(most);
  }
}
