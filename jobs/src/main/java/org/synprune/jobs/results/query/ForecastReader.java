package org.synprune.jobs.results.query;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.dense_rank;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sqrt;
import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.PLACE;
import static org.synprune.jobs.results.PlaceColumns.columns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.ForecastCurves;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.results.PlaceColumns;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunRows;
import org.synprune.jobs.results.TableColumn;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;

/** Reads the newest forecasts for a page, averaged over seeds. */
public final class ForecastReader {

  /** How many of a place's test targets are read, the newest ones. */
  public static final int TARGETS = 100;

  /** Numbers are rounded to six digits, which keeps the page small. */
  private static final MathContext DIGITS = new MathContext(6);

  /** Columns of what is read, after those of the cell and the row. */
  private static final int ROW = CELL.size();

  private static final int TIME = ROW + 1;
  private static final int ACTUAL = ROW + 2;
  private static final int NETWORKS = ROW + 3;
  private static final int FORECAST = ROW + 4;
  private static final int SPREAD = ROW + 5;

  private ForecastReader() {}

  /**
   * Reads what subcommand score wrote of test splits, one step ahead.
   *
   * @param spark the session that reads
   * @param runs the results; there must be trials
   * @return an entry for each place with forecasts of completed trials
   */
  public static List<ForecastCurves> read(SparkSession spark, RunRows runs) {
    Optional<Dataset<Row>> forecasts =
        runs.stores().stream()
            .flatMap(store -> forecasts(spark, store).stream())
            .reduce(Dataset::unionByName);
    if (forecasts.isEmpty()) {
      return List.of();
    }
    Map<Place, List<Row>> places = new TreeMap<>();
    // A trial of two runs forecasts the same in both.
    Dataset<Row> once = forecasts.get().dropDuplicates("trial_id", "row");
    averaged(once, TrialReader.completed(spark, runs))
        .collectAsList()
        .forEach(
            row ->
                places
                    .computeIfAbsent(PlaceColumns.place(row), unused -> new ArrayList<>())
                    .add(row));
    return places.entrySet().stream().map(one -> curves(one.getKey(), one.getValue())).toList();
  }

  private static List<String> folders(ResultStore store) {
    try {
      List<String> folders = new ArrayList<>();
      Folder all = store.folder(ForecastColumns.NAME);
      for (Entry one : store.storage().list(all.path())) {
        if (one.name().startsWith(ForecastColumns.PARTITION)) {
          folders.add(all.resolve(one.name()).readable());
        }
      }
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Dataset<Row>> forecasts(SparkSession spark, ResultStore store) {
    List<String> folders = folders(store);
    if (folders.isEmpty()) {
      return Optional.empty();
    }
    StructType schema = new StructType();
    for (TableColumn column : ForecastColumns.ALL) {
      schema = schema.add(column.name(), column.sparkType());
    }
    return Optional.of(
        spark
            .read()
            .schema(schema)
            .option("basePath", store.folder(ForecastColumns.NAME).path().toString())
            .parquet(folders.toArray(String[]::new))
            .where(coalesce(col(ForecastColumns.STEP), lit(1)).equalTo(1)));
  }

  private static Dataset<Row> averaged(Dataset<Row> forecasts, Dataset<Row> trials) {
    WindowSpec newest = Window.partitionBy(columns(PLACE)).orderBy(col("row").desc());
    return forecasts
        .join(trials.select(columns(CELL, "trial_id")), "trial_id")
        .withColumn("age", dense_rank().over(newest))
        .where(col("age").leq(TARGETS))
        .groupBy(columns(CELL, "row"))
        .agg(
            first(ForecastColumns.TIME, true),
            first("actual"),
            count(lit(1)),
            avg("forecast"),
            sqrt(avg(col("forecast_sd").multiply(col("forecast_sd")))))
        .orderBy(columns(CELL, "row"));
  }

  private static ForecastCurves curves(Place place, List<Row> all) {
    Map<Long, Row> byRow = new TreeMap<>();
    Map<Arm, Map<Long, Row>> byArm = new LinkedHashMap<>();
    for (Row row : all) {
      byRow.putIfAbsent(row.getLong(ROW), row);
      byArm
          .computeIfAbsent(PlaceColumns.arm(row), unused -> new TreeMap<>())
          .put(row.getLong(ROW), row);
    }
    List<Long> rows = List.copyOf(byRow.keySet());
    boolean timed = byRow.values().stream().noneMatch(row -> row.isNullAt(TIME));
    List<ForecastCurves.OfArm> arms = new ArrayList<>();
    byArm.forEach((arm, own) -> arms.add(ofArm(arm, own, rows)));
    return new ForecastCurves(
        place,
        rows,
        timed ? byRow.values().stream().map(ForecastReader::millis).toList() : List.of(),
        byRow.values().stream().map(row -> rounded(row.getDouble(ACTUAL))).toList(),
        arms.stream().sorted((one, other) -> one.arm().compareTo(other.arm())).toList());
  }

  private static ForecastCurves.OfArm ofArm(Arm arm, Map<Long, Row> own, List<Long> rows) {
    boolean spreads = own.values().stream().noneMatch(row -> row.isNullAt(SPREAD));
    return new ForecastCurves.OfArm(
        arm,
        own.values().stream().mapToLong(row -> row.getLong(NETWORKS)).max().orElse(0),
        values(own, rows, FORECAST),
        spreads ? values(own, rows, SPREAD) : List.of());
  }

  private static List<@Nullable Double> values(Map<Long, Row> own, List<Long> rows, int column) {
    Function<@Nullable Row, @Nullable Double> value =
        row -> row == null || row.isNullAt(column) ? null : rounded(row.getDouble(column));
    List<@Nullable Double> values = new ArrayList<>();
    rows.forEach(row -> values.add(value.apply(own.get(row))));
    return values;
  }

  private static Long millis(Row row) {
    LocalDateTime time = Objects.requireNonNull(row.getAs(TIME));
    return time.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static Double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
