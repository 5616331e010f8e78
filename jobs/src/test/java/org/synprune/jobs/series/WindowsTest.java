package org.synprune.jobs.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Protocol;

class WindowsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 60})
  void strictSplitsByTargetRow(int lookback) {
    Windows windows = Windows.of(TestSeries.sine(1000, Protocol.STRICT), lookback);
    assertThat(windows.train()).containsExactly(range(lookback, 640));
    assertThat(windows.validation()).containsExactly(range(640, 800));
    assertThat(windows.test()).containsExactly(range(800, 1000));
  }

  @Test
  void strictScoresTheSameRowsForEveryLookbackEvenAroundGaps() {
    Series broken =
        TestSeries.withGapsBefore(TestSeries.sine(1000, Protocol.STRICT), 100, 700, 900);
    Windows shortest = Windows.of(broken, 1);
    Windows longest = Windows.of(broken, 60);
    assertThat(shortest.test()).containsExactly(longest.test());
    assertThat(shortest.validation()).containsExactly(longest.validation());
    assertThat(longest.test()).doesNotContain(range(900, 960)).contains(899, 960);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 60})
  void strictWindowsNeverCrossAGap(int lookback) {
    Series broken = TestSeries.withGapsBefore(TestSeries.sine(1000, Protocol.STRICT), 100, 700);
    Windows windows = Windows.of(broken, lookback);
    IntStream.of(windows.train())
        .forEach(t -> assertThat(broken.segment()[t - lookback]).isEqualTo(broken.segment()[t]));
    assertThat(windows.train()).doesNotContain(range(100, 100 + lookback)).contains(100 + lookback);
  }

  @Test
  void strictNeverLearnsFromOrScoresAnImputedTarget() {
    Series series = TestSeries.sine(1000, Protocol.STRICT);
    series.observed()[50] = false;
    series.observed()[650] = false;
    series.observed()[850] = false;
    Windows windows = Windows.of(series, 7);
    assertThat(windows.train()).doesNotContain(50).contains(49, 51);
    assertThat(windows.validation()).doesNotContain(650).hasSize(159);
    assertThat(windows.test()).doesNotContain(850).hasSize(199);
  }

  @Test
  void aTaskOfSeveralStepsLiesInOneSplitAndOneSegmentAndWasMeasured() {
    Series series = TestSeries.withGapsBefore(TestSeries.sine(1000, Protocol.STRICT), 300);
    series.observed()[50] = false;
    Windows windows = Windows.of(series, 7, 24);
    assertThat(windows.horizon()).isEqualTo(24);
    // The last train row is 639: the last task forecasts rows 616 to 639.
    assertThat(windows.train()).endsWith(615, 616).doesNotContain(range(27, 51)).contains(26, 51);
    assertThat(windows.train()).doesNotContain(range(277, 307)).contains(276, 307);
    assertThat(windows.validation()).containsExactly(range(640, 777));
    assertThat(windows.test()).containsExactly(range(800, 977));
  }

  @Test
  void ofSeveralStepsPaperHasFewerWindows() {
    Windows windows = Windows.of(TestSeries.sine(1259, Protocol.PAPER), 7, 3);
    // 1250 windows, of which int(1250 * 0.8) train; the last forecasts rows 1256 to 1258.
    assertThat(windows.train()).containsExactly(range(7, 1007));
    assertThat(windows.test()).containsExactly(range(1007, 1257));
  }

  @Test
  void anchoredHasTheWindowsOfStrict() {
    Series strict =
        TestSeries.withGapsBefore(TestSeries.sine(1000, Protocol.STRICT), 100, 700, 900);
    strict.observed()[850] = false;
    Series anchored =
        TestSeries.withGapsBefore(TestSeries.sine(1000, Protocol.ANCHORED), 100, 700, 900);
    anchored.observed()[850] = false;
    for (int lookback : new int[] {1, 7, 60}) {
      Windows expected = Windows.of(strict, lookback);
      Windows actual = Windows.of(anchored, lookback);
      assertThat(actual.train()).containsExactly(expected.train());
      assertThat(actual.validation()).containsExactly(expected.validation());
      assertThat(actual.test()).containsExactly(expected.test());
    }
  }

  @Test
  void paperCutsFourFifthsOfTheWindowsAndTestsOnItsValidationRows() {
    // The scripts: int((1259 - 7) * (1 - 0.2)) = 1001 windows train.
    Windows windows = Windows.of(TestSeries.sine(1259, Protocol.PAPER), 7);
    assertThat(windows.train()).containsExactly(range(7, 1008));
    assertThat(windows.test()).containsExactly(range(1008, 1259));
    assertThat(windows.validation()).containsExactly(windows.test());
  }

  @Test
  void refusesWhatASeriesCannotServe() {
    assertThatThrownBy(() -> Windows.of(TestSeries.sine(1000, Protocol.STRICT), 61))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("lookback 61")
        .hasMessageContaining("sine");
    assertThatThrownBy(() -> Windows.of(TestSeries.sine(60, Protocol.STRICT), 60))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no train window of lookback 60");
    assertThatThrownBy(() -> Windows.of(TestSeries.sine(40, Protocol.PAPER), 60))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("lookback 60");
    assertThatThrownBy(() -> Windows.of(TestSeries.sine(100, Protocol.STRICT), 0))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> Windows.of(TestSeries.sine(100, Protocol.STRICT), 1, 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("horizon is 0");
    assertThatThrownBy(() -> Windows.of(TestSeries.sine(100, Protocol.STRICT), 1, 17))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no validation window of lookback 1 with the 17 measured rows")
        .hasMessageContaining("expected a shorter lookback or horizon");
  }

  private static int[] range(int from, int until) {
    int[] rows = IntStream.range(from, until).toArray();
    assertThat(Arrays.stream(rows)).isSorted();
    return rows;
  }
}
