package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.synprune.jobs.results.DerivedTables.INFERENCE;
import static org.synprune.jobs.results.PlaceColumns.PLACE;
import static org.synprune.jobs.results.PlaceColumns.columns;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.inference.InferenceClock;
import org.synprune.jobs.inference.InferenceSetup;
import org.synprune.jobs.inference.InferenceTime;
import org.synprune.jobs.results.DerivedTables.Measured;

/**
 * The table of inference times. They are measured on the machine that runs {@code summarize}, not
 * on those that trained.
 */
public final class InferenceTable {

  private InferenceTable() {}

  /**
   * Networks of the shapes and the sparsity of a run's completed trials of arm synaptic-pruning.
   * Networks of own code, and trials of a version that didn't write the number of features, are
   * left out.
   *
   * @param spark the session that reads
   * @param store the run's results; there must be trials
   * @return a network for each place, its sparsity the mean of the trials there
   */
  public static Map<Place, InferenceSetup> setups(SparkSession spark, ResultStore store) {
    List<Row> rows =
        ResultTables.TRIALS
            .read(spark, store)
            .where(col("status").equalTo(ResultTables.COMPLETED))
            .where(col("regulariser").equalTo(Arm.SYNAPTIC_PRUNING.name()))
            .where(col("features").isNotNull())
            .groupBy(columns(PLACE, "settings", "features"))
            .agg(avg("achieved_sparsity"))
            .orderBy(columns(PLACE))
            .collectAsList();
    Map<Place, InferenceSetup> setups = new LinkedHashMap<>();
    for (Row row : rows) {
      Place place = PlaceColumns.place(row);
      if (place.architecture().isOwn()) {
        continue; // only the benchmark's own networks are computed by plain Java
      }
      Config training = ConfigFactory.parseString(row.getString(5)).getConfig("training");
      setups.put(
          place,
          new InferenceSetup(
              place.architecture(),
              place.lookback(),
              row.getInt(6),
              training.getInt("hidden"),
              training.getInt("batch-size"),
              row.getDouble(7)));
    }
    return setups;
  }

  /**
   * Measures networks and writes the table beside the trials; an earlier one of the run is
   * replaced.
   *
   * @param store the run's results
   * @param setups the network of each place
   * @throws BadInputException if another process is at work on the run
   */
  public static void measure(ResultStore store, Map<Place, InferenceSetup> setups) {
    RunLock.during(
        store,
        "summarize",
        () -> {
          Map<InferenceSetup, InferenceTime> times = InferenceClock.measure(setups.values());
          String host = Provenance.hostName();
          store.write(
              INFERENCE,
              INFERENCE.name(),
              setups.entrySet().stream()
                  .map(one -> new Measured(one.getKey(), times.get(one.getValue()), host))
                  .toList());
        });
  }

  /** Reads the table of a run for its page; empty if there is none. */
  static List<RunDetails.Inference> read(SparkSession spark, ResultStore store) {
    if (!store.has(INFERENCE)) {
      return List.of();
    }
    return INFERENCE.read(spark, store).orderBy(columns(PLACE)).collectAsList().stream()
        .map(InferenceTable::inference)
        .toList();
  }

  private static RunDetails.Inference inference(Row row) {
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
