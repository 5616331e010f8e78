package org.synprune.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.catalyst.util.ArrayData;
import org.junit.jupiter.api.Test;

/** A null in a window is no number, wherever the window comes from. */
class WindowKindTest {

  @Test
  void ofRowsOfSparks() {
    assertThat(WindowKind.FLOATS.window(new Object[] {1f, null}))
        .isEqualTo(new float[] {1, Float.NaN});
    assertThat(WindowKind.DOUBLES.window(new Object[] {null, 2d}))
        .isEqualTo(new double[] {Double.NaN, 2});
  }

  @Test
  void ofSparksMemory() {
    assertThat(new FloatWindowType().deserialize(ArrayData.toArrayData(new Object[] {1f, null})))
        .isEqualTo(new float[] {1, Float.NaN});
    assertThat(new DoubleWindowType().deserialize(ArrayData.toArrayData(new Object[] {null, 2d})))
        .isEqualTo(new double[] {Double.NaN, 2});
  }
}
