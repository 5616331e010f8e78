package org.synprune.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CsrMatrixTest {

  @Property(tries = 200)
  void multipliesAsTheSumsSay(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll @IntRange(min = 0, max = 10) int tenthsKept,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] dense = new float[rows * columns];
    int kept = 0;
    for (int i = 0; i < dense.length; i++) {
      if (random.nextInt(10) < tenthsKept) {
        dense[i] = 1 + random.nextInt(9);
        kept++;
      }
    }
    float[] x = new float[columns * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(9) - 4;
    }
    CsrMatrix matrix = CsrMatrix.of(dense, rows, columns);
    assertThat(matrix.nonzeros()).isEqualTo(kept);
    float[] y = new float[rows * width];
    Arrays.fill(y, 99);
    matrix.multiply(x, width, y);
    for (int row = 0; row < rows; row++) {
      for (int vector = 0; vector < width; vector++) {
        double sum = 0;
        for (int column = 0; column < columns; column++) {
          sum += (double) dense[row * columns + column] * x[column * width + vector];
        }
        assertThat((double) y[row * width + vector]).isCloseTo(sum, within(0.0));
      }
    }
  }

  @Test
  void refusesShapesThatDoNotFit() {
    assertThatThrownBy(() -> CsrMatrix.of(new float[5], 2, 3))
        .hasMessage("5 values, expected 2 x 3");
    CsrMatrix matrix = CsrMatrix.of(new float[6], 2, 3);
    assertThatThrownBy(() -> matrix.multiply(new float[5], 2, new float[4]))
        .hasMessage("the blocks are too small for 2 vectors");
    assertThatThrownBy(() -> matrix.multiply(new float[6], 2, new float[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
