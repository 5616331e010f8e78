package org.synprune.jobs.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WindowScalerTest {

  private static final FeatureScaler SCALER =
      new FeatureScaler(List.of(5.0, -100.0), List.of(2.0, 30.0));

  @Test
  void eachColumnIsScaledByItsOwnNumbers() {
    WindowScaler scaler = WindowScaler.of(SCALER);
    float[] scaled = new float[6];
    scaler.scale(new float[] {7, -70, 1, -160}, scaled, 1);
    assertThat(scaled).containsExactly(0, 1, 1, -2, -2, 0);
    float[] ofDoubles = new float[6];
    scaler.scale(new double[] {7, -70, 1, -160}, ofDoubles, 1);
    assertThat(ofDoubles).isEqualTo(scaled);
  }

  @Test
  void whatIsScaledAlreadyStaysAsItIs() {
    float[] scaled = new float[4];
    WindowScaler.none().scale(new float[] {1, 2.5f}, scaled, 0);
    WindowScaler.none().scale(new double[] {-3, 4.5}, scaled, 2);
    assertThat(scaled).containsExactly(1, 2.5f, -3, 4.5f);
  }
}
