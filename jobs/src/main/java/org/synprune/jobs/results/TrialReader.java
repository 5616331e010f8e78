package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.col;
import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.PLACE;
import static org.synprune.jobs.results.PlaceColumns.columns;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * @param runs the results
   * @throws BadInputException if there are no trials
   */
  public static void requireTrials(RunRows runs) {
    if (!runs.hasTrials()) {
      throw new BadInputException(
          "'"
              + runs.target().folder(ResultTables.TRIALS.name())
              + "' holds no trials, expected a sweep's");
    }
  }

  /**
   * The errors of all completed trials.
   *
   * @param spark the session that reads
   * @param runs the results
   * @param column which error: {@link #MAE} or {@link #MAE_SCALED}
   * @return an observation of it for each completed trial, by protocol
   * @throws BadInputException if the run has no trials
   */
  public static Map<Protocol, List<Observation>> errors(
      SparkSession spark, RunRows runs, String column) {
    requireTrials(runs);
    Map<Protocol, List<Observation>> observations = new EnumMap<>(Protocol.class);
    List<Row> rows = completed(spark, runs).select(columns(CELL, "seed", column)).collectAsList();
    for (Row row : rows) {
      Place place = PlaceColumns.place(row);
      observations
          .computeIfAbsent(place.protocol(), key -> new ArrayList<>())
          .add(new Observation(place, PlaceColumns.arm(row), row.getLong(6), row.getDouble(7)));
    }
    return observations;
  }

  /**
   * What is asked of the trials: what their grids said, and of runs whose grid didn't say, whether
   * the arms that prune beat the others.
   *
   * @param spark the session that reads
   * @param runs the results; there must be trials
   * @return the pairs to compare, as far as arms with completed trials can answer
   */
  public static List<Question.Pair> asked(SparkSession spark, RunRows runs) {
    Map<ResultStore, Map<Arm, Boolean>> arms = new LinkedHashMap<>();
    runs.stores().forEach(store -> arms.put(store, pruning(spark, store)));
    List<Arm> all = arms.values().stream().flatMap(one -> one.keySet().stream()).toList();
    Set<Question.Pair> pairs = new LinkedHashSet<>();
    Set<Arm> asked = new HashSet<>();
    Map<Arm, Boolean> unasked = new TreeMap<>();
    arms.forEach(
        (store, own) -> {
          List<Question.Pair> said = said(spark, store, all);
          if (said.isEmpty()) {
            unasked.putAll(own);
          } else {
            asked.addAll(own.keySet());
            pairs.addAll(said);
          }
        });
    // A run that only adds seeds or data sets to arms of which something is asked asks no more.
    if (!asked.containsAll(unasked.keySet())) {
      List<Arm> treatment = unasked.keySet().stream().filter(unasked::get).toList();
      List<Arm> against = unasked.keySet().stream().filter(arm -> !unasked.get(arm)).toList();
      new Question(treatment, against)
          .pairs().stream().filter(pair -> !pairs.contains(pair.reversed())).forEach(pairs::add);
    }
    return List.copyOf(pairs);
  }

  /** The pairs that a run's grid names, as far as arms can answer. */
  private static List<Question.Pair> said(SparkSession spark, ResultStore store, List<Arm> arms) {
    if (!store.has(ResultTables.QUESTIONS)) {
      return List.of();
    }
    List<Row> pairs = ResultTables.QUESTIONS.read(spark, store).collectAsList();
    return new Question(
            pairs.stream().map(row -> new Arm(row.getString(0))).toList(),
            pairs.stream().map(row -> new Arm(row.getString(1))).toList())
        .of(arms)
        .pairs();
  }

  /** A run's arms with completed trials, and whether each prunes. */
  private static Map<Arm, Boolean> pruning(SparkSession spark, ResultStore store) {
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
    return prunes;
  }

  private static boolean prunes(String type) {
    Regulariser regulariser = Regulariser.byId().get(type);
    return regulariser == null ? type.equals(ArmSpec.COMPOSED) : regulariser.prunes();
  }

  /**
   * The errors of the naive forecast, and of the others that cost nothing.
   *
   * @param spark the session that reads
   * @param runs the results
   * @return its MAE (raw units) for each data set, lookback and horizon that has a completed trial,
   *     by protocol
   */
  public static Map<Protocol, List<NaiveForecast>> naive(SparkSession spark, RunRows runs) {
    Map<Protocol, List<NaiveForecast>> naive = new EnumMap<>(Protocol.class);
    List<Row> rows =
        completed(spark, runs)
            .select(columns(PLACE, "naive_mae"))
            .dropDuplicates("protocol", "dataset", "lookback", "variant", "naive_mae")
            .orderBy("dataset", "lookback", "variant")
            .collectAsList();
    BaselineReader others = BaselineReader.read(spark, runs);
    for (Row row : rows) {
      Place place = PlaceColumns.place(row);
      NaiveForecast one =
          new NaiveForecast(
              place.dataset(),
              place.lookback(),
              place.horizon(),
              row.getDouble(5),
              others.mae(place, Baseline.Kind.SEASONAL_NAIVE),
              others.mae(place, Baseline.Kind.RIDGE));
      List<NaiveForecast> all = naive.computeIfAbsent(place.protocol(), key -> new ArrayList<>());
      if (!all.contains(one)) {
        all.add(one);
      }
    }
    return naive;
  }

  /**
   * The data sets whose values are generated and not measured.
   *
   * @param spark the session that reads
   * @param runs the results
   * @return their names, sorted; runs of earlier versions don't say and count as measured
   */
  public static List<String> generated(SparkSession spark, RunRows runs) {
    return completed(spark, runs)
        .where(col("generated"))
        .select("dataset")
        .distinct()
        .orderBy("dataset")
        .as(Encoders.STRING())
        .collectAsList();
  }

  /**
   * A series that trials were trained on.
   *
   * @param dataset the data set
   * @param protocol the protocol's id
   * @param id the series' id
   */
  public record TrainedOn(String dataset, String protocol, String id) {}

  /**
   * The series that completed trials were trained on.
   *
   * @param spark the session that reads
   * @param runs the results
   * @return the series, sorted
   */
  public static List<TrainedOn> series(SparkSession spark, RunRows runs) {
    return completed(spark, runs)
        .select("dataset", "protocol", "series_id")
        .distinct()
        .orderBy("dataset", "protocol", "series_id")
        .collectAsList()
        .stream()
        .map(row -> new TrainedOn(row.getString(0), row.getString(1), row.getString(2)))
        .toList();
  }

  /**
   * The completed trials.
   *
   * @param spark the session that reads
   * @param runs the results
   * @return their rows
   */
  public static Dataset<Row> completed(SparkSession spark, RunRows runs) {
    return runs.rows(spark, ResultTables.TRIALS)
        .where(col("status").equalTo(ResultTables.COMPLETED));
  }
}
