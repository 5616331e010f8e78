package org.synprune.jobs.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.sweep.SweepProgress.State;

class ConsoleProgressTest {

  private final StringWriter text = new StringWriter();
  private final AtomicLong seconds = new AtomicLong();

  private ConsoleProgress progress(boolean terminal, int columns) {
    return new ConsoleProgress(
        new PrintWriter(text), terminal, columns, () -> seconds.get() * 1_000_000_000);
  }

  private static State state(long completed, double left) {
    return new State(1000, 20, completed, 3, 8, OptionalDouble.of(left));
  }

  @Test
  void elsewherePlainLinesComeAndGetRarer() {
    ConsoleProgress progress = progress(false, 80);
    for (int second = 1; second <= 3600; second++) {
      seconds.set(second);
      progress.update(state(second / 4, 3600 - second));
    }
    assertThat(text.toString()).doesNotContain("\r");
    assertThat(text.toString().lines().findFirst())
        .hasValue("5 of 1,000 done (20 before), 8 running, 3 failed, 0.50 trials/s, ETA 59:50 min");
    assertThat(text.toString().lines().count()).isBetween(20L, 50L);
    seconds.set(3601);
    progress.update(new State(1000, 20, 997, 3, 0, OptionalDouble.of(0)));
    progress.done();
    assertThat(text.toString())
        .endsWith(
            "1,000 of 1,000 done (20 before), 0 running, 3 failed, 0.28 trials/s, took 1:00 h\n");
  }

  @Test
  void onATerminalOneLineIsRewrittenAndNeverWiderThanIt() {
    ConsoleProgress progress = progress(true, 50);
    for (int second = 1; second <= 30; second++) {
      seconds.set(second);
      progress.update(state(second, 100_000));
    }
    progress.done();
    String[] lines = text.toString().split("\r", -1);
    assertThat(lines).hasSize(31).allSatisfy(line -> assertThat(line.strip()).hasSizeLessThan(50));
    assertThat(text.toString()).endsWith("\n").containsOnlyOnce("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "80|12,468 of 34,560 done, 160 running, 123 failed, 0.12 trials/s, ETA 50:00 h",
        "77|12,468 of 34,560 done, 160 running, 123 failed, 0.12 trials/s, ETA 50:00 h",
        "70|12,468 of 34,560 done, 123 failed, 0.12 trials/s, ETA 50:00 h",
        "60|12,468 of 34,560 done, 123 failed, ETA 50:00 h",
        "40|12,468/34,560, 123 failed, ETA 50:00 h",
        "30|12,468/34,560, ETA 50:00 h",
        "20|ETA 50:00 h",
      })
  void theTimeLeftIsShownHoweverNarrowTheTerminal(int columns, String line) {
    ConsoleProgress progress = progress(true, columns);
    seconds.set(100_000);
    progress.update(new State(34_560, 7, 12_345, 123, 160, OptionalDouble.of(180_000)));
    assertThat(text.toString().strip()).isEqualTo(line).hasSizeLessThan(columns);
  }

  @Test
  void linesFitIntoEightyColumns() {
    ConsoleProgress progress = progress(true, 200);
    seconds.set(100_000);
    progress.update(new State(34_560, 0, 12_345, 123, 160, OptionalDouble.of(180_000)));
    assertThat(text.toString().strip())
        .isEqualTo("12,468 of 34,560 done, 160 running, 123 failed, 0.12 trials/s, ETA 50:00 h")
        .hasSizeLessThan(80);
  }
}
