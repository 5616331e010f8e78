package org.synprune.pruning.dropout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CounterMaskTest {

  private static float[] whole(CounterMask mask, int block, int n) {
    float[] factors = new float[n];
    mask.draw(block, 0, factors, n);
    return factors;
  }

  /** One element after the other, from the words' definition. */
  private static boolean keeps(long word, boolean lowHalf, int limit) {
    return ((lowHalf ? word : word >>> 16) & 0xFFFF) >= limit;
  }

  private static long word(int number, int low, int high) {
    long mask = 0xFFFF_FFFFL;
    long x = (number * 0x9E37_79B9L + low) & mask;
    long[] keys = {high, low};
    for (int round = 0; round < 2; round++) {
      x = x * (2 * x + 1) & mask;
      x = ((x << 16 | x >>> 16) + keys[round]) & mask;
    }
    return x * (2 * x + 1) & mask;
  }

  @Property(tries = 100)
  void anElementIsKeptIfItsHalfOfAWordReachesTheRate(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 0.99) double rate,
      @ForAll @IntRange(max = 100_000) int block,
      @ForAll @IntRange(min = 1, max = 5000) int n) {
    CounterMask mask = new CounterMask(rate, seed);
    mask.next();
    float[] factors = whole(mask, block, n);
    int limit = (int) Math.min(0xFFFF, Math.round(rate * 0x10000));
    for (int i = 0; i < n; i++) {
      int within = i % CounterMask.BLOCK;
      int number = (block + i / CounterMask.BLOCK) * 1024 + within % 1024;
      boolean kept = keeps(word(number, mask.low(), mask.high()), within >= 1024, limit);
      assertThat(factors[i]).isEqualTo(kept ? mask.scale() : 0);
    }
  }

  @Property(tries = 100)
  void partsAreThoseOfTheWhole(
      @ForAll long seed,
      @ForAll @IntRange(max = 6000) int from,
      @ForAll @IntRange(min = 1, max = 6000) int n) {
    CounterMask mask = new CounterMask(0.3, seed);
    float[] part = new float[n];
    mask.draw(3, from, part, n);
    float[] all = whole(mask, 3, from + n);
    for (int i = 0; i < n; i++) {
      assertThat(part[i]).isEqualTo(all[from + i]);
    }
  }

  @Property(tries = 30)
  void theEngineDrawsTheSame(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 0.99) double rate,
      @ForAll @IntRange(min = 1, max = 20) int blocks,
      @ForAll @IntRange(max = 3) int steps) {
    List<CounterMask> masks =
        List.of(new CounterMask(rate, seed), new CounterMask(0, 1), new CounterMask(0.3, ~seed));
    try (NDManager manager = NDManager.newBaseManager()) {
      DeviceMasks device = new DeviceMasks(manager, masks);
      for (int i = 0; i < steps; i++) {
        device.next();
        masks.forEach(CounterMask::next);
      }
      int n = blocks * CounterMask.BLOCK;
      float[] drawn = device.draw(manager, blocks).toFloatArray();
      assertThat(drawn).hasSize(3 * n);
      for (int i = 0; i < masks.size(); i++) {
        float[] expected = whole(masks.get(i), 0, n);
        for (int j = 0; j < n; j++) {
          assertThat(drawn[i * n + j]).isEqualTo(expected[j]);
        }
      }
    }
  }

  @Test
  void theEngineKeepsNoMemoryButTheFirstStates() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DeviceMasks device = new DeviceMasks(manager, List.of(new CounterMask(0.5, 1)));
      List<Integer> arrays = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        try (NDManager scope = manager.newSubManager()) {
          device.next();
          device.draw(scope, 2);
        }
        arrays.add(manager.getManagedArrays().size());
      }
      assertThat(arrays).containsOnly(arrays.get(0));
    }
  }

  /** Shares and products of neighbours in all directions, in standard deviations. */
  @Test
  void answersLookIndependentOfEachOther() {
    int steps = 200;
    int n = 20 * CounterMask.BLOCK;
    double rate = 0.3;
    CounterMask mask = new CounterMask(rate, 7);
    CounterMask other = new CounterMask(rate, 8);
    float[] before = new float[n];
    float[] now = new float[n];
    float[] beside = new float[n];
    int[] distances = {1, 2, 3, 7, 64, 512, 1024, 2048, 4096, 20_000};
    double[] products = new double[distances.length + 2];
    double sum = 0;
    double pairs = 0;
    for (int step = 0; step < steps; step++) {
      float[] last = before;
      before = now;
      now = last;
      mask.next();
      other.next();
      mask.draw(0, 0, now, n);
      other.draw(0, 0, beside, n);
      for (int i = 0; i < n; i++) {
        double x = (now[i] > 0 ? 1 : 0) - (1 - rate);
        sum += x;
        for (int d = 0; d < distances.length; d++) {
          int at = (i + distances[d]) % n;
          products[d] += x * ((now[at] > 0 ? 1 : 0) - (1 - rate));
        }
        if (step > 0) {
          products[distances.length] += x * ((before[i] > 0 ? 1 : 0) - (1 - rate));
        }
        products[distances.length + 1] += x * ((beside[i] > 0 ? 1 : 0) - (1 - rate));
      }
      pairs += n;
    }
    double variance = rate * (1 - rate);
    assertThat(sum / Math.sqrt(pairs * variance)).as("share kept").isBetween(-4.0, 4.0);
    for (int i = 0; i < products.length; i++) {
      assertThat(products[i] / Math.sqrt(pairs) / variance)
          .as("product %s", i)
          .isBetween(-4.0, 4.0);
    }
  }

  @Test
  void refusesARateOutsideOfZeroToOneAndATargetThatIsTooShort() {
    assertThatThrownBy(() -> new CounterMask(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dropout rate");
    assertThatThrownBy(() -> new CounterMask(0.5, 0).draw(0, 0, new float[3], 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(CounterMask.blocks(0)).isZero();
    assertThat(CounterMask.blocks(2048)).isEqualTo(1);
    assertThat(CounterMask.blocks(2049)).isEqualTo(2);
  }
}
