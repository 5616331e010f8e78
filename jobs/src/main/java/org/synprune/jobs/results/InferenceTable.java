package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.synprune.jobs.results.DerivedTables.INFERENCE;
import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.columns;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Regulariser;
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
   * The networks of a place and arm.
   *
   * @param place where
   * @param arm an arm that prunes
   */
  public record Pruned(Place place, Arm arm) {}

  /**
   * Networks of the shapes and the sparsity of the completed trials of all arms that prune.
   * Networks of own code, and trials of a version that didn't write the number of features, are
   * left out.
   *
   * @param spark the session that reads
   * @param runs the results; there must be trials
   * @return a network for each place and arm, its sparsity the mean of the trials there
   */
  public static Map<Pruned, InferenceSetup> setups(SparkSession spark, RunRows runs) {
    List<Row> rows =
        runs.rows(spark, ResultTables.TRIALS)
            .where(col("status").equalTo(ResultTables.COMPLETED))
            // Earlier versions wrote no type: the arm's name was one.
            .where(coalesce(col("regulariser_type"), col("regulariser")).isin(pruningTypes()))
            .where(col("features").isNotNull())
            .groupBy(columns(CELL, "features"))
            .agg(avg("achieved_sparsity"), min("settings"))
            .orderBy(columns(CELL))
            .collectAsList();
    Map<Pruned, InferenceSetup> setups = new LinkedHashMap<>();
    for (Row row : rows) {
      Place place = PlaceColumns.place(row);
      if (place.architecture().isOwn()) {
        continue; // only the benchmark's own networks are computed by plain Java
      }
      Config training = ConfigFactory.parseString(row.getString(8)).getConfig("training");
      setups.put(
          new Pruned(place, PlaceColumns.arm(row)),
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

  private static Object[] pruningTypes() {
    return Stream.concat(
            Stream.of(Regulariser.values()).filter(Regulariser::prunes).map(Regulariser::id),
            Stream.of(ArmSpec.COMPOSED))
        .toArray();
  }

  /**
   * Measures networks and writes the table beside the trials; an earlier one of the run is
   * replaced.
   *
   * @param store the run's results
   * @param setups the network of each place and arm
   * @throws BadInputException if another process is at work on the run
   */
  public static void measure(ResultStore store, Map<Pruned, InferenceSetup> setups) {
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
                  .map(
                      one ->
                          new Measured(
                              one.getKey().place(),
                              one.getKey().arm(),
                              times.get(one.getValue()),
                              host))
                  .toList());
        });
  }

  /** Reads the table of a run for its page; empty if there is none. */
  static List<RunDetails.Inference> read(SparkSession spark, RunRows runs) {
    if (!runs.has(INFERENCE)) {
      return List.of();
    }
    return runs
        .rows(spark, INFERENCE)
        // Earlier versions measured one arm, and didn't write which.
        .na()
        .fill(Arm.SYNAPTIC_PRUNING.name(), new String[] {"regulariser"})
        .orderBy(columns(CELL))
        .collectAsList()
        .stream()
        .map(InferenceTable::inference)
        .toList();
  }

  private static RunDetails.Inference inference(Row row) {
    return new RunDetails.Inference(
        PlaceColumns.place(row),
        new Arm(row.<String>getAs("regulariser")),
        row.<Integer>getAs("batch"),
        row.<Double>getAs("sparsity"),
        row.<Double>getAs("seconds_forward"),
        row.<Double>getAs("seconds_dense"),
        row.<Double>getAs("seconds_csr"),
        row.getAs("host"));
  }
}
