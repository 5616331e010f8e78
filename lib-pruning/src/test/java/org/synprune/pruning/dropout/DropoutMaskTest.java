package org.synprune.pruning.dropout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DropoutMaskTest {

  /** Compares each element's 16 bits with the rate, one by one. */
  @Property(tries = 200)
  void keepsAnElementIfItsSixteenBitsReachTheRate(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 0.99) double rate,
      @ForAll @IntRange(min = 1, max = 9000) int elements) {
    ByteBuffer target = ByteBuffer.allocateDirect(elements + 16);
    target.position(5);
    new DropoutMask(rate, new SplittableRandom(seed)).draw(target, elements);
    assertThat(target.position()).isEqualTo(5 + elements);

    long threshold = Math.min(0xFFFF, Math.round(rate * 0x10000));
    SplittableRandom random = new SplittableRandom(seed);
    long drawn = 0;
    for (int i = 0; i < elements; i++) {
      if (i % 4 == 0) {
        drawn = random.nextLong();
      }
      long bits = drawn >>> (16 * (i % 4)) & 0xFFFF;
      assertThat(target.get(5 + i)).isEqualTo((byte) (bits >= threshold ? 1 : 0));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(target.get(i)).isZero();
    }
    for (int i = 5 + elements; i < target.capacity(); i++) {
      assertThat(target.get(i)).isZero();
    }
  }

  @Test
  void aCallDrawsWholePairsOfLongs() {
    SplittableRandom used = new SplittableRandom(1);
    new DropoutMask(0.5, used).draw(ByteBuffer.allocate(9), 9);
    SplittableRandom other = new SplittableRandom(1);
    for (int i = 0; i < 4; i++) {
      other.nextLong();
    }
    assertThat(used.nextLong()).isEqualTo(other.nextLong());
  }

  @Test
  void aRateOutsideZeroToOneIsRefused() {
    assertThatThrownBy(() -> new DropoutMask(1, new SplittableRandom()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dropout rate");
    assertThat(new DropoutMask(0.5, new SplittableRandom()).scale()).isEqualTo(2);
  }
}
