package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.col;
import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.PLACE;
import static org.synprune.jobs.results.PlaceColumns.columns;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.baseline.Baseline;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.grid.Regulariser;

/** Reads the errors of a run's trials for the statistics. */
public final class TrialReader {

  /** Column of the mean absolute error in raw units. */
  public static final String MAE = "mae";

  /** Column of the mean absolute error in units of the scaled target. */
  public static final String MAE_SCALED = "mae_scaled";

  private TrialReader() {}

  /**
   * Makes sure that there is something to sum up.
   *
   * @param store the run's results
   * @throws BadInputException if the run has no trials
   */
  public static void requireTrials(ResultStore store) {
    if (!store.hasTrials()) {
      throw new BadInputException(
          "'" + store.folder(ResultTables.TRIALS.name()) + "' holds no trials, expected a sweep's");
    }
  }

  /**
   * The errors of all completed trials.
   *
   * @param spark the session that reads
   * @param store the run's results
   * @param column which error: {@link #MAE} or {@link #MAE_SCALED}
   * @return an observation of it for each completed trial, by protocol
   * @throws BadInputException if the run has no trials
   */
  public static Map<Protocol, List<Observation>> errors(
      SparkSession spark, ResultStore store, String column) {
    requireTrials(store);
    Map<Protocol, List<Observation>> observations = new EnumMap<>(Protocol.class);
    List<Row> rows = completed(spark, store).select(columns(CELL, "seed", column)).collectAsList();
    for (Row row : rows) {
      Place place = PlaceColumns.place(row);
      observations
          .computeIfAbsent(place.protocol(), key -> new ArrayList<>())
          .add(new Observation(place, PlaceColumns.arm(row), row.getLong(6), row.getDouble(7)));
    }
    return observations;
  }

  /**
   * What is asked of a run: what its grid said, else whether the arms that prune beat the others.
   *
   * @param spark the session that reads
   * @param store the run's results; there must be trials
   * @return the question, as far as the run's completed trials can answer it
   */
  public static Question question(SparkSession spark, ResultStore store) {
    Map<Arm, Boolean> prunes = new TreeMap<>();
    completed(spark, store)
        .select("regulariser", "regulariser_type")
        .distinct()
        .collectAsList()
        .forEach(
            row ->
                // Earlier versions wrote no type: the arm's name was one.
                prunes.put(
                    new Arm(row.getString(0)),
                    prunes(row.isNullAt(1) ? row.getString(0) : row.getString(1))));
    List<Arm> arms = List.copyOf(prunes.keySet());
    if (store.has(ResultTables.QUESTIONS)) {
      List<Row> pairs = ResultTables.QUESTIONS.read(spark, store).collectAsList();
      Question asked =
          new Question(
                  pairs.stream().map(row -> new Arm(row.getString(0))).toList(),
                  pairs.stream().map(row -> new Arm(row.getString(1))).toList())
              .of(arms);
      if (!asked.pairs().isEmpty()) {
        return asked;
      }
    }
    return new Question(
        arms.stream().filter(prunes::get).toList(),
        arms.stream().filter(arm -> !prunes.get(arm)).toList());
  }

  private static boolean prunes(String type) {
    Regulariser regulariser = Regulariser.byId().get(type);
    return regulariser == null ? type.equals(ArmSpec.COMPOSED) : regulariser.prunes();
  }

  /**
   * The errors of the naive forecast, and of the others that cost nothing.
   *
   * @param spark the session that reads
   * @param store the run's results
   * @return its MAE (raw units) for each data set and lookback that has a completed trial, by
   *     protocol
   */
  public static Map<Protocol, List<NaiveForecast>> naive(SparkSession spark, ResultStore store) {
    Map<Protocol, List<NaiveForecast>> naive = new EnumMap<>(Protocol.class);
    List<Row> rows =
        completed(spark, store)
            .select(columns(PLACE, "naive_mae"))
            .dropDuplicates("protocol", "dataset", "lookback", "naive_mae")
            .orderBy("dataset", "lookback")
            .collectAsList();
    BaselineReader others = BaselineReader.read(spark, store);
    for (Row row : rows) {
      Place place = PlaceColumns.place(row);
      naive
          .computeIfAbsent(place.protocol(), key -> new ArrayList<>())
          .add(
              new NaiveForecast(
                  place.dataset(),
                  place.lookback(),
                  row.getDouble(5),
                  others.mae(place, Baseline.Kind.SEASONAL_NAIVE),
                  others.mae(place, Baseline.Kind.RIDGE)));
    }
    return naive;
  }

  /**
   * The data sets whose values are generated and not measured.
   *
   * @param spark the session that reads
   * @param store the run's results
   * @return their names, sorted; runs of earlier versions don't say and count as measured
   */
  public static List<String> generated(SparkSession spark, ResultStore store) {
    return completed(spark, store)
        .where(col("generated"))
        .select("dataset")
        .distinct()
        .orderBy("dataset")
        .as(Encoders.STRING())
        .collectAsList();
  }

  /**
   * The completed trials.
   *
   * @param spark the session that reads
   * @param store the run's results
   * @return their rows
   */
  public static Dataset<Row> completed(SparkSession spark, ResultStore store) {
    return ResultTables.TRIALS
        .read(spark, store)
        .where(col("status").equalTo(ResultTables.COMPLETED));
  }
}
