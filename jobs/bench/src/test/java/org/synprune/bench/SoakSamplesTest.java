package org.synprune.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.synprune.bench.SoakSamples.Sample;

class SoakSamplesTest {

  @Test
  void slopeLooksAtTheSecondHalfOnly() {
    SoakSamples samples = new SoakSamples();
    for (int i = 0; i <= 12; i++) {
      double warmUp = i < 6 ? 50.0 * i : 300;
      samples.add(new Sample(10.0 * i, i, warmUp + 0.5 * i, 10));
    }
    assertThat(samples.secondHalf()).hasSize(7);
    // Half a MB each 10 seconds.
    assertThat(samples.megabytesPerMinute()).isEqualTo(3, within(1e-9));
  }
}
