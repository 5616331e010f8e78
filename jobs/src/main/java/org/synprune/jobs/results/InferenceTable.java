package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.synprune.jobs.results.PlaceColumns.PLACE;
import static org.synprune.jobs.results.PlaceColumns.columns;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.inference.InferenceClock;
import org.synprune.jobs.inference.InferenceSetup;
import org.synprune.jobs.inference.InferenceTime;

/**
 * The table of inference times: of the machine that sums up and of the moment when it did, whatever
 * machines trained.
 */
public final class InferenceTable {

  /** One row a data set, architecture and lookback that has pruned trials. */
  static final Table<Measured> INFERENCE =
      Table.<Measured>named("inference")
          .text("protocol", row -> row.place().protocol().id())
          .text("dataset", row -> row.place().dataset())
          .text("architecture", row -> row.place().architecture().id())
          .integer("lookback", row -> row.place().lookback())
          .integer("features", row -> row.time().setup().features())
          .integer("batch", row -> row.time().setup().batch())
          .number("sparsity", row -> row.time().sparsity())
          .bigint("parameters", row -> row.time().parameters())
          .number("seconds_forward", row -> row.time().secondsForward())
          .number("seconds_dense", row -> row.time().secondsDense())
          .number("seconds_csr", row -> row.time().secondsCsr())
          .text("host", Measured::host)
          .build();

  private static final Logger LOG = LoggerFactory.getLogger(InferenceTable.class);
  private static final String FEATURES = "features";

  private InferenceTable() {}

  /** A place, and what was measured for it. */
  record Measured(Place place, InferenceTime time, String host) {}

  /**
   * The networks that the completed pruned trials of a run ended with. Trials of a version that
   * didn't write the number of features are left out, with a warning.
   *
   * @param spark the session that reads
   * @param store the run's results; there must be trials
   * @return a network for each place, its sparsity the mean of the trials there
   */
  public static Map<Place, InferenceSetup> setups(SparkSession spark, ResultStore store) {
    Dataset<Row> trials = spark.read().parquet(store.readable(ResultTables.TRIALS.name()));
    if (!List.of(trials.columns()).contains(FEATURES)) {
      LOG.warn(
          "the trials were written by an earlier version, without their number of features: how"
              + " fast the pruned networks forecast isn't measured");
      return Map.of();
    }
    List<Row> rows =
        trials
            .where(col(FEATURES).isNotNull())
            .where(col("status").equalTo(ResultTables.COMPLETED))
            .where(col("regulariser").equalTo(Arm.SYNAPTIC_PRUNING.name()))
            .groupBy(columns(PLACE, "settings", FEATURES))
            .agg(avg("achieved_sparsity"))
            .orderBy(columns(PLACE))
            .collectAsList();
    Map<Place, InferenceSetup> setups = new LinkedHashMap<>();
    for (Row row : rows) {
      Place place = PlaceColumns.place(row);
      Config training = ConfigFactory.parseString(row.getString(4)).getConfig("training");
      setups.put(
          place,
          new InferenceSetup(
              place.architecture(),
              place.lookback(),
              row.getInt(5),
              training.getInt("hidden"),
              training.getInt("batch-size"),
              row.getDouble(6)));
    }
    return setups;
  }

  /**
   * Measures networks and writes the table beside the trials; an earlier one of the run is
   * replaced.
   *
   * @param store the run's results
   * @param setups the network of each place
   */
  public static void measure(ResultStore store, Map<Place, InferenceSetup> setups) {
    Map<InferenceSetup, InferenceTime> times = InferenceClock.measure(setups.values());
    String host = Provenance.hostName();
    store.write(
        INFERENCE,
        INFERENCE.name(),
        setups.entrySet().stream()
            .map(one -> new Measured(one.getKey(), times.get(one.getValue()), host))
            .toList());
  }

  /** What was measured, as the report shows it; empty if nothing was. */
  static List<RunDetails.Inference> read(SparkSession spark, ResultStore store) {
    if (!store.has(INFERENCE)) {
      return List.of();
    }
    return spark
        .read()
        .parquet(store.readable(INFERENCE.name()))
        .orderBy(columns(PLACE))
        .collectAsList()
        .stream()
        .map(InferenceTable::told)
        .toList();
  }

  private static RunDetails.Inference told(Row row) {
    return new RunDetails.Inference(
        PlaceColumns.place(row),
        Arm.SYNAPTIC_PRUNING,
        row.<Integer>getAs("batch"),
        row.<Double>getAs("sparsity"),
        row.<Double>getAs("seconds_forward"),
        row.<Double>getAs("seconds_dense"),
        row.<Double>getAs("seconds_csr"),
        row.getAs("host"));
  }
}
