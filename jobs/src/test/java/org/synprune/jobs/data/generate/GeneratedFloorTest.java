package org.synprune.jobs.data.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.data.Fixture;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.RealData;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;

/** The stated floor holds, by the forecast that knows the law, on the series that prepare makes. */
class GeneratedFloorTest {

  @TempDir Path temp;

  private record Made(GeneratedTruth truth, PreparedSeries prepared, Series series) {}

  private Made made(String dataset, long rows) {
    Fixture fixture = new Fixture(temp);
    Generator generator = Generator.of(dataset).rows(rows).seed(21);
    GeneratedTruth truth = generator.to(temp.resolve(generator.fileName()));
    PreparedSeries prepared = fixture.prepare(RealData.builtIn(dataset), Protocol.STRICT);
    truth
        .missing()
        .forEach((column, count) -> assertThat(prepared.missing()).containsEntry(column, count));
    return new Made(truth, prepared, SeriesStore.read(LocalSpark.get(), prepared.folder()));
  }

  /** Mean absolute error of a forecast where the rows just before were measured too. */
  private static double mae(Series series, int measuredBefore, IntToDoubleFunction forecast) {
    double sum = 0;
    int count = 0;
    for (int row = measuredBefore; row < series.info().rows(); row++) {
      boolean known = series.segment()[row] == series.segment()[row - measuredBefore];
      for (int i = 0; i <= measuredBefore; i++) {
        known &= series.observed()[row - i];
      }
      if (known) {
        sum += Math.abs(series.rawTarget()[row] - forecast.applyAsDouble(row));
        count++;
      }
    }
    assertThat(count).isGreaterThan(series.info().rows() / 2);
    return sum / count;
  }

  private static void holds(Made made, double oracle, double percent) {
    assertThat(oracle).isCloseTo(made.truth().floorMae(), Percentage.withPercentage(percent));
  }

  private static double naive(Series series) {
    return mae(series, 1, row -> series.rawTarget()[row - 1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bitcoin", "sp500"})
  void prices(String dataset) {
    Made made = made(dataset, 8_000);
    Map<String, Double> law = made.truth().process();
    Series series = made.series();
    double[] x = series.rawTarget();
    double level = law.get("level");
    double oracle =
        mae(
            series,
            2,
            row ->
                level
                    + law.get("phi1") * (x[row - 1] - level)
                    + law.get("phi2") * (x[row - 2] - level));
    // bitcoin keeps its newest 365 rows.
    holds(made, oracle, dataset.equals("bitcoin") ? 8 : 3);
    assertThat(naive(series)).isGreaterThan(oracle);
  }

  @Test
  void airQuality() {
    Made made = made("air-quality", 9_357);
    Map<String, Double> law = made.truth().process();
    double[] x = made.series().rawTarget();
    IntToDoubleFunction cycle =
        row ->
            law.get("mean")
                + law.get("amplitude")
                    * Math.cos(2 * Math.PI * (row + 18 - law.get("peakHour")) / 24);
    double oracle =
        mae(
            made.series(),
            1,
            row ->
                cycle.applyAsDouble(row)
                    + law.get("phi") * (x[row - 1] - cycle.applyAsDouble(row - 1)));
    holds(made, oracle, 3);
    assertThat(naive(made.series())).isGreaterThan(1.1 * oracle);
    assertThat(made.prepared().blankRows()).isEqualTo(114);
  }

  @Test
  void powerByTheMinute() {
    Made made = made("power-minute", 40_000);
    Map<String, Double> law = made.truth().process();
    double[] x = made.series().rawTarget();
    int start = 17 * 60 + 24;
    IntToDoubleFunction cycle = row -> cycle(law, row + start);
    double oracle =
        mae(
            made.series(),
            1,
            row ->
                cycle.applyAsDouble(row)
                    + law.get("minutePhi") * (x[row - 1] - cycle.applyAsDouble(row - 1)));
    holds(made, oracle, 2);
  }

  private static double cycle(Map<String, Double> law, double minute) {
    return law.get("mean")
        + law.get("amplitude") * Math.cos(2 * Math.PI * (minute - law.get("peakMinute")) / 1440);
  }

  @Test
  void powerByTheHour() {
    Made made = made("power", 400_000);
    assertThat(made.truth().resolution()).isEqualTo("1h");
    Map<String, Double> law = made.truth().process();
    Series series = made.series();
    // The first hour, of 36 minutes, counts as missing: row 0 is 18:00.
    double sum = 0;
    double naive = 0;
    int count = 0;
    double last = 0;
    double innovation = 0;
    int sinceMissing = -1;
    for (int row = 0; row < series.info().rows(); row++) {
      if (row > 0 && series.segment()[row] != series.segment()[row - 1]) {
        break;
      }
      double hourly = 0;
      for (int m = 0; m < 60; m++) {
        hourly += cycle(law, (18 + row) * 60 + m) / 60;
      }
      double deviation = series.rawTarget()[row] - hourly;
      double forecast = law.get("hourPhi") * last + law.get("hourTheta") * innovation;
      innovation = deviation - forecast;
      // An outage leaves an hour's mean inexact; a few hours later that has died away.
      sinceMissing = series.observed()[row] ? sinceMissing + 1 : -1;
      if (sinceMissing > 6) {
        sum += Math.abs(innovation);
        naive += Math.abs(series.rawTarget()[row] - series.rawTarget()[row - 1]);
        count++;
      }
      last = deviation;
    }
    assertThat(count).isGreaterThan(2_000);
    holds(made, sum / count, 4);
    assertThat(naive / count).isGreaterThan(1.2 * made.truth().floorMae());
    assertThat(made.truth().floorMae()).isCloseTo(0.0634, within(0.0005));
  }
}
