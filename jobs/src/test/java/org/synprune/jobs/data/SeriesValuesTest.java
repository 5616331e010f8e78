package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;

/** Values recomputed here from the text of a file, without any of the code under test. */
class SeriesValuesTest {

  @TempDir Path temp;
  private Fixture fixture;
  private List<String> lines;
  private final DatasetConf conf = RealData.builtIn("sp500");

  @BeforeEach
  void generate() throws IOException {
    fixture = new Fixture(temp);
    Path file = temp.resolve("AAPL_data.csv");
    Generator.of("sp500").rows(250).seed(11).to(file);
    lines = Files.readAllLines(file).subList(1, 251);
  }

  private double[] cells(int at) {
    return lines.stream().mapToDouble(l -> Double.parseDouble(l.split(",", -1)[at])).toArray();
  }

  private double[] dates(ToDoubleFunction<LocalDate> formula) {
    return lines.stream()
        .mapToDouble(l -> formula.applyAsDouble(LocalDate.parse(l.split(",", -1)[0])))
        .toArray();
  }

  /** Scaled by the mean and population deviation of the first rows; NaN goes to 0. */
  private static float[] scaled(double[] values, int fit) {
    double[] known = Arrays.stream(values, 0, fit).filter(v -> !Double.isNaN(v)).toArray();
    double mean = Arrays.stream(known).average().orElseThrow();
    double sd =
        Math.sqrt(Arrays.stream(known).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    float[] scaled = new float[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = Double.isNaN(values[i]) ? 0 : (float) ((values[i] - mean) / (sd == 0 ? 1 : sd));
    }
    return scaled;
  }

  private static double[] shifted(double[] values, int rows, boolean clamp) {
    double[] shifted = new double[values.length];
    for (int i = 0; i < shifted.length; i++) {
      int from = i - rows;
      boolean outside = from < 0 || from >= values.length;
      shifted[i] =
          outside ? clamp ? values[from < 0 ? 0 : values.length - 1] : Double.NaN : values[from];
    }
    return shifted;
  }

  private static void check(Series series, String feature, double[] values, int fit) {
    assertThat(Fixture.column(series, feature))
        .as(feature)
        .containsExactly(scaled(values, fit), within(2e-6f));
  }

  @Test
  void paper() {
    Series series = fixture.series(conf, Protocol.PAPER);
    double[] close = cells(4);
    assertThat(series.rawTarget()).containsExactly(close);
    assertThat(series.target()).containsExactly(scaled(close, 250), within(2e-6f));
    check(series, "open", cells(1), 250);
    check(series, "volume", cells(5), 250);
    assertThat(Fixture.column(series, "Name")).containsOnly(0);
    check(series, "time_date", dates(LocalDate::toEpochDay), 250);
    check(series, "time_day", dates(LocalDate::getDayOfMonth), 250);
    check(series, "time_month", dates(LocalDate::getMonthValue), 250);
    check(series, "time_week", dates(d -> d.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)), 250);
    check(series, "time_year", dates(LocalDate::getYear), 250);
    check(series, "time_quarter", dates(d -> Math.ceil(d.getMonthValue() / 3.0)), 250);
    check(series, "time_day_of_week", dates(d -> d.getDayOfWeek().getValue() - 1), 250);
    assertThat(Fixture.column(series, "time_is_weekend")).containsOnly(0);
    for (int lag : new int[] {1, 3, 7, 14}) {
      check(series, "close_lag_" + lag, shifted(close, lag, true), 250);
    }
    for (int lead : new int[] {1, 3}) {
      check(series, "close_lead_" + lead, shifted(close, -lead, true), 250);
    }
  }

  @Test
  void strict() {
    Series series = fixture.series(conf, Protocol.STRICT);
    double[] close = cells(4);
    assertThat(series.info().trainEnd()).isEqualTo(160);
    assertThat(series.info().validationEnd()).isEqualTo(200);
    check(series, "close", close, 160);
    assertThat(Fixture.column(series, "close")).containsExactly(series.target());
    check(series, "time_day_of_week", dates(d -> d.getDayOfWeek().getValue() - 1), 160);
    for (int lag : new int[] {1, 3, 7, 14}) {
      check(series, "close_lag_" + lag, shifted(close, lag, false), 160);
    }
  }

  /** As strict, but the target and its lags are on one scale, so that they can be compared. */
  @Test
  void anchored() {
    Series strict = fixture.series(conf, Protocol.STRICT);
    Series series = fixture.series(conf, Protocol.ANCHORED);
    assertThat(series.info().id()).isNotEqualTo(strict.info().id());
    assertThat(series.info().targetMean()).isEqualTo(strict.info().targetMean());
    assertThat(series.info().targetSd()).isEqualTo(strict.info().targetSd());
    assertThat(series.target()).containsExactly(strict.target());
    assertThat(series.rawTarget()).containsExactly(strict.rawTarget());
    assertThat(series.segment()).containsExactly(strict.segment());
    assertThat(series.observed()).containsExactly(strict.observed());
    assertThat(series.info().features()).isEqualTo(strict.info().features());
    for (String feature : series.info().features()) {
      if (!feature.contains("_lag_")) {
        assertThat(Fixture.column(series, feature))
            .as(feature)
            .containsExactly(Fixture.column(strict, feature));
      }
    }
    for (int lag : new int[] {1, 3, 7, 14}) {
      float[] column = Fixture.column(series, "close_lag_" + lag);
      for (int t = 0; t < column.length; t++) {
        assertThat(column[t]).isEqualTo(series.target()[t < lag ? t : t - lag]);
      }
    }
  }

  @Test
  void isTheSameForAnyTasksBlocksAndOrderOfLines() throws IOException {
    Fixture minutes = new Fixture(Files.createDirectory(temp.resolve("minutes")));
    Path file = minutes.folder.resolve("household_power_consumption.txt");
    Generator.of("power").rows(20_000).seed(5).to(file);
    DatasetConf power = RealData.builtIn("power");
    Fixture parts = new Fixture(Files.createDirectory(temp.resolve("parts")));
    Path copy = Files.copy(file, parts.folder.resolve(file.getFileName()));
    Series one = minutes.tasks(1).block(3_000).series(power, Protocol.STRICT);
    same(readInTwoParts(parts.tasks(2).block(3_000), power), one, 0);

    List<String> shuffled = new java.util.ArrayList<>(Files.readAllLines(file));
    java.util.Collections.shuffle(shuffled.subList(1, shuffled.size()), new java.util.Random(1));
    Files.write(file, shuffled);
    Files.write(copy, shuffled);
    same(readInTwoParts(parts, power), one, 0);
    Series many = minutes.tasks(7).block(3_000).series(power, Protocol.STRICT);
    same(many, one, 0);
    assertThat(many.info().targetSd()).isEqualTo(one.info().targetSd());
    // Other blocks add up in another order: equal but for the last bits.
    same(minutes.tasks(3).block(700).series(power, Protocol.STRICT), one, 1e-6f);
  }

  /** As if the file were large: chunks that lie in one part whole aren't shuffled. */
  private static Series readInTwoParts(Fixture fixture, DatasetConf conf) {
    Configuration hadoop = LocalSpark.get().sparkContext().hadoopConfiguration();
    String key = "mapreduce.input.fileinputformat.split.maxsize";
    hadoop.set(key, "1");
    try {
      return fixture.series(conf, Protocol.STRICT);
    } finally {
      hadoop.unset(key);
    }
  }

  private static void same(Series actual, Series expected, float tolerance) {
    assertThat(actual.features()).containsExactly(expected.features(), within(tolerance));
    assertThat(actual.target()).containsExactly(expected.target(), within(tolerance));
    assertThat(actual.rawTarget()).containsExactly(expected.rawTarget());
    assertThat(actual.segment()).containsExactly(expected.segment());
    assertThat(actual.observed()).containsExactly(expected.observed());
  }

  /** Queries skip blocks by the least and the greatest values that Parquet's files name. */
  @Test
  void everyValueIsFoundByAFilter() {
    Fixture own = new Fixture(temp).conf(Fixture.HOURLY).file("own.csv", Fixture.hours(200, 3));
    Dataset<Row> rows = rows(own.block(30).prepare(Protocol.STRICT));
    for (String column : rows.columns()) {
      Column one = functions.col(column);
      Row ends = rows.agg(functions.min(one), functions.max(one)).first();
      for (Object end : List.of(ends.get(0), ends.get(1), rows.select(one).first().get(0))) {
        assertThat(rows.where(one.equalTo(end)).count()).as(column + " = " + end).isPositive();
      }
    }
  }

  private static Dataset<Row> rows(PreparedSeries series) {
    return LocalSpark.get().read().parquet(StoredSeries.of(series.folder()).rows().readable());
  }

  @Test
  void eachBlockFollowsItsHaloAndCanBeQueriedByName() throws IOException {
    PreparedSeries made = fixture.lookback(60).block(30).prepare(conf, Protocol.STRICT);
    Dataset<Row> data = rows(made);
    assertThat(data.schema().fieldNames())
        .startsWith(
            "row",
            "block",
            "halo",
            "time",
            "segment",
            "split",
            "observed",
            "raw_close",
            "target",
            "open");
    data.createOrReplaceTempView("series");
    // A halo repeats the rows before its block, 59 of them or all there are.
    List<Row> blocks =
        LocalSpark.get()
            .sql(
                "select block, sum(int(halo)), min(row), min(if(halo, null, row)), max(row),"
                    + " count(*) from series group by block order by block")
            .collectAsList();
    long next = 0;
    for (Row block : blocks) {
      assertThat(block.getLong(3)).isEqualTo(next);
      assertThat(block.getLong(1)).isEqualTo(Math.min(59, next));
      assertThat(block.getLong(2)).isEqualTo(Math.max(0, next - 59));
      assertThat(block.getLong(5)).isEqualTo(block.getLong(4) - block.getLong(2) + 1);
      next = block.getLong(4) + 1;
    }
    assertThat(next).isEqualTo(250);
    assertThat(blocks).hasSizeGreaterThan(8);
    String values = "raw_close, target, open, close_lag_14, observed, segment, split, time";
    assertThat(
            LocalSpark.get()
                .sql("select count(distinct row, " + values + ") from series")
                .first()
                .getLong(0))
        .isEqualTo(250);
    assertThat(
            LocalSpark.get()
                .sql("select split, count(*) from series where not halo group by split")
                .collectAsList()
                .stream()
                .map(Row::toString))
        .containsExactlyInAnyOrder("[train,160]", "[validation,40]", "[test,50]");
  }
}
