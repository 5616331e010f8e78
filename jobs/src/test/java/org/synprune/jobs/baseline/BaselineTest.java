package org.synprune.jobs.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.baseline.Baseline.Kind;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.series.Windows;

/** Held against numpy and pandas; see {@code src/test/python/baseline_truth.py}. */
class BaselineTest {

  private static final double CLOSE = 1e-9;

  /** Longer than the longest lookback, so that it reaches outside a run. */
  private static final int SEASON = 40;

  private static List<String[]> rows(String file) {
    try (InputStream in =
        Objects.requireNonNull(
            BaselineTest.class.getResourceAsStream("/org/synprune/jobs/baseline/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  private static Series series(Protocol protocol, int season) {
    List<String[]> rows = rows("series.csv");
    int first = protocol == Protocol.ANCHORED ? 1 : 0;
    float[] features = new float[rows.size() * 4];
    float[] target = new float[rows.size()];
    double[] raw = new double[rows.size()];
    int[] segment = new int[rows.size()];
    boolean[] observed = new boolean[rows.size()];
    for (int t = 0; t < target.length; t++) {
      String[] row = rows.get(t);
      segment[t] = Integer.parseInt(row[0]);
      observed[t] = row[1].equals("1");
      raw[t] = number(row[2]);
      target[t] = (float) number(row[3]);
      features[4 * t] = target[t];
      features[4 * t + 1] = (float) number(row[4]);
      features[4 * t + 2] = (float) number(row[5 + first]);
      features[4 * t + 3] = (float) number(row[7 + first]);
    }
    String[] scale = rows("target.csv").get(0);
    SeriesInfo info =
        new SeriesInfo(
            "truth",
            protocol,
            List.of("y", "x", "y_lag_1", "y_lag_3"),
            "y",
            "1h",
            target.length,
            30,
            576,
            720,
            number(scale[0]),
            number(scale[1]),
            "0".repeat(64),
            "1".repeat(64),
            false,
            season);
    return new Series(info, features, target, raw, segment, observed);
  }

  private static Baseline of(Series series, int lookback, Kind kind) {
    return of(series, lookback, 1, kind);
  }

  private static Baseline of(Series series, int lookback, int horizon, Kind kind) {
    return Baseline.all(series, lookback, horizon).stream()
        .filter(one -> one.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private static void close(double actual, String expected) {
    assertThat(actual).isCloseTo(number(expected), within(CLOSE * number(expected)));
  }

  @Test
  void errorsAreThoseOfNumpyAndPandas() {
    List<String[]> truth = rows("baselines.csv");
    assertThat(truth).hasSize(36);
    for (String[] row : truth) {
      Series series = series(Protocol.of(row[0]), SEASON);
      Kind kind =
          Stream.of(Kind.values()).filter(one -> one.id().equals(row[3])).findFirst().orElseThrow();
      Baseline actual = of(series, Integer.parseInt(row[1]), Integer.parseInt(row[2]), kind);
      ForecastErrors errors = Objects.requireNonNull(actual.errors());
      close(errors.mae(), row[4]);
      close(errors.rmse(), row[5]);
      close(errors.mase(), row[6]);
      assertThat(errors.windows()).isEqualTo(Integer.parseInt(row[7]));
      assertThat(actual.note()).isEmpty();
      if (kind == Kind.SEASONAL_NAIVE) {
        assertThat(actual.season()).isEqualTo(SEASON);
        assertThat(actual.fallbacks()).isEqualTo(Integer.parseInt(row[8])).isPositive();
      }
      if (kind == Kind.RIDGE) {
        assertThat(actual.penalty()).isEqualTo(number(row[9]));
        assertThat(actual.fitted())
            .isEqualTo(Windows.of(series, actual.lookback(), actual.horizon()).train().length);
      }
    }
  }

  @Test
  void coefficientsAreThoseOfLeastSquares() {
    List<String[]> truth = rows("coefficients.csv");
    assertThat(truth).isNotEmpty();
    for (String[] row : truth) {
      Series series = series(Protocol.of(row[0]), SEASON);
      int lookback = Integer.parseInt(row[1]);
      double[] expected =
          Arrays.stream(row[3].split(" ")).mapToDouble(Double::parseDouble).toArray();
      NormalEquations equations =
          NormalEquations.of(
              WindowColumns.of(series, lookback), Windows.of(series, lookback).train(), 1);
      double[] actual = equations.solve(number(row[2]))[0];
      assertThat(equations.intercept(0, actual)).isCloseTo(expected[0], within(CLOSE));
      assertThat(actual)
          .containsExactly(Arrays.copyOfRange(expected, 1, expected.length), within(CLOSE));
    }
  }

  /** A window's values count once, whatever lags repeat them. */
  @Test
  void lagsThatRepeatTheWindowAreLeftOut() {
    Series series = series(Protocol.STRICT, SEASON);
    assertThat(WindowColumns.of(series, 1).count()).isEqualTo(4);
    assertThat(WindowColumns.of(series, 2).count()).isEqualTo(2 * 2 + 3);
    assertThat(WindowColumns.of(series, 30).count()).isEqualTo(2 * 30 + 3);
  }

  @Test
  void withoutASeasonThereIsNoSeasonalNaiveForecast() {
    Baseline none = of(series(Protocol.STRICT, 0), 5, Kind.SEASONAL_NAIVE);
    assertThat(none.errors()).isNull();
    assertThat(none.note()).startsWith("no season");
  }

  /** Where the season reaches into another run, the last known value takes its place. */
  @Test
  void aSeasonThatReachesOutsideTheRunFallsBack() {
    Series series = TestSeries.withGapsBefore(TestSeries.sine(1000, Protocol.STRICT), 800);
    SeasonalNaive naive = new SeasonalNaive(series, 100);
    assertThat(naive.forecast(850, 0)).isEqualTo(series.rawTarget()[849]);
    assertThat(naive.forecast(900, 0)).isEqualTo(series.rawTarget()[800]);
    assertThat(naive.forecast(50, 0)).isEqualTo(series.rawTarget()[49]);
    assertThat(naive.fallbacks(new int[] {850, 899, 900}, 1)).isEqualTo(2);
  }

  @Test
  void whatIsNoNumberGivesNoRidge() {
    Series series = TestSeries.sine(400, Protocol.STRICT);
    series.features()[200] = Float.NaN;
    Baseline none = of(series, 7, Kind.RIDGE);
    assertThat(none.errors()).isNull();
    assertThat(none.note()).contains("no number");
  }

  /** A regression of few values needs no million windows. */
  @Test
  void ofVeryManyTrainWindowsSomeAreTaken() {
    Series series = TestSeries.sine(160_000, Protocol.STRICT);
    Baseline some = of(series, 3, Kind.RIDGE);
    assertThat(some.fitted()).isEqualTo((102_400 - 3 + 1) / 2);
    assertThat(some.note()).isEqualTo("fitted on one of 2 train windows, evenly spaced");
    assertThat(Objects.requireNonNull(some.errors()).mase()).isLessThan(0.3);
  }

  @Test
  void windowsWithTooManyValuesGiveNoRidge() {
    int width = 60;
    int rows = 400;
    SeriesInfo sine = TestSeries.sine(rows, Protocol.STRICT).info();
    List<String> names = Stream.iterate(0, i -> i + 1).limit(width).map(i -> "x" + i).toList();
    SeriesInfo info =
        new SeriesInfo(
            "wide", sine.protocol(), names, "y", "1h", rows, 60, 256, 320, 0, 1, "0", "0", false);
    Series series =
        new Series(
            info,
            new float[rows * width],
            new float[rows],
            new double[rows],
            new int[rows],
            TestSeries.sine(rows, Protocol.STRICT).observed());
    Baseline none = of(series, 60, Kind.RIDGE);
    assertThat(none.errors()).isNull();
    assertThat(none.note()).contains("3600 distinct values").contains("3000");
  }

  /** Nothing that comes after the train and validation rows changes what is fitted. */
  @Test
  void ridgeDoesNotKnowTheFuture() {
    for (Protocol protocol : List.of(Protocol.STRICT, Protocol.ANCHORED)) {
      Series series = TestSeries.sine(600, protocol);
      WindowColumns columns = WindowColumns.of(series, 7);
      Windows windows = Windows.of(series, 7);
      double before = Ridge.fit(columns, windows).forecast(500, 0);
      for (int t = 501; t < 600; t++) {
        series.target()[t] = 99;
        series.rawTarget()[t] = 99;
        series.features()[2 * t] = 99;
      }
      series.target()[500] = 99;
      series.rawTarget()[500] = 99;
      assertThat(Ridge.fit(columns, windows).forecast(500, 0)).isEqualTo(before);
    }
  }
}
