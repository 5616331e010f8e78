package org.synprune.jobs.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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

  /** Values whose quotients lie beside the middle between two floats, and others. */
  @Property(tries = 200)
  void scalingIsDivisionToTheLastBit(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double deviation = Math.exp(random.nextDouble(-14, 14));
    WindowScaler scaler = WindowScaler.of(new FeatureScaler(List.of(0.0), List.of(deviation)));
    double[] raw = new double[1000];
    for (int i = 0; i < raw.length; i++) {
      float below = (float) random.nextDouble(-4, 4);
      double middle = (below + (double) Math.nextUp(below)) / 2;
      double quotient = i % 2 == 0 ? middle : below;
      raw[i] = quotient * deviation;
    }
    float[] scaled = new float[raw.length];
    scaler.scale(raw, scaled, 0);
    for (int i = 0; i < raw.length; i++) {
      assertThat(scaled[i]).isEqualTo((float) (raw[i] / deviation));
    }
  }
}
