package org.synprune.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {

  @Test
  void partiesTakeTurns() {
    AtomicInteger clock = new AtomicInteger();
    double[][] measured =
        Turns.take(3, List.of(clock::incrementAndGet, () -> 10 * clock.incrementAndGet()));
    assertThat(measured).isEqualTo(new double[][] {{1, 3, 5}, {20, 40, 60}});
  }
}
