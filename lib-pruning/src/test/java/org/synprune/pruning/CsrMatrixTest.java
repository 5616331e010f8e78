package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CsrMatrixTest {

  /** Small integers: their float sums are exact in any order. */
  @Property(tries = 200)
  void multipliesAsTheSumsSay(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll @IntRange(min = 0, max = 10) int tenthsKept,
      @ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] dense = new float[rows * columns];
    var pruned = new BitSet();
    float[] values = new float[dense.length];
    int kept = 0;
    for (int i = 0; i < dense.length; i++) {
      if (random.nextInt(10) < tenthsKept) {
        dense[i] = random.nextInt(9);
        values[kept++] = dense[i];
      } else {
        pruned.set(i);
      }
    }
    float[] x = new float[columns * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(9) - 4;
    }
    var matrix = new CsrMatrix(rows, columns, pruned, Arrays.copyOf(values, kept));
    assertThat(matrix.values()).hasSize(kept);
    assertThat(matrix.toDense()).containsExactly(dense);
    float[] y = new float[rows * width];
    Arrays.fill(y, 99);
    matrix.multiply(x, width, y);
    for (int row = 0; row < rows; row++) {
      for (int vector = 0; vector < width; vector++) {
        float sum = 0;
        for (int column = 0; column < columns; column++) {
          sum += dense[row * columns + column] * x[column * width + vector];
        }
        assertThat(y[row * width + vector]).isEqualTo(sum);
      }
    }
  }

  @Test
  void blocksOfAnotherSizeAreRefusedAndLeftAlone() {
    var matrix = new CsrMatrix(2, 3, new BitSet(), new float[] {1, 2, 3, 4, 5, 6});
    float[] y = {9, 9, 9, 9};
    assertThatThrownBy(() -> matrix.multiply(new float[5], 2, y))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A matrix of 2 x 3 can't take 5 numbers to 4 as 2 vectors.");
    assertThatThrownBy(() -> matrix.multiply(new float[6], 2, new float[3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> matrix.multiply(new float[0], 0, new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(y).containsOnly(9);
  }
}
