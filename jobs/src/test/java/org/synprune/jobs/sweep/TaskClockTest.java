package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TaskClockTest {

  private final AtomicLong now = new AtomicLong(5_000);

  private boolean after(TaskClock clock, long nanos) {
    now.addAndGet(nanos);
    return clock.getAsBoolean();
  }

  @Test
  void thereIsTimeForAnotherStackIfItWouldEndInTime() {
    TaskClock clock = new TaskClock(Duration.ofNanos(100), now::get);
    assertThat(after(clock, 30)).isTrue(); // 30 + 30
    assertThat(after(clock, 20)).isTrue(); // 50 + 30
    assertThat(after(clock, 21)).isFalse(); // 71 + 30
  }

  @Test
  void theLongestStackSoFarCounts() {
    TaskClock clock = new TaskClock(Duration.ofNanos(100), now::get);
    assertThat(after(clock, 10)).isTrue();
    assertThat(after(clock, 50)).isFalse(); // 60 + 50, though another may take 10
  }

  @Test
  void withNoTimeNoSecondStackIsTrained() {
    assertThat(after(new TaskClock(Duration.ZERO, now::get), 1)).isFalse();
  }
}
