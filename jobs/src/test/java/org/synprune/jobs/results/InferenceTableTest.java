package org.synprune.jobs.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.ArmSettings;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningParts;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.inference.InferenceSetup;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.Sweep;

class InferenceTableTest {

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private static InferenceTable.Pruned pruned(Architecture network, String arm) {
    return new InferenceTable.Pruned(new Place("sine", Protocol.STRICT, network, 3), new Arm(arm));
  }

  private ResultStore sweep(Regulariser... arms) {
    return sweep(ArmSpec.of(List.of(arms)));
  }

  private ResultStore sweep(List<ArmSpec> arms) {
    ResultStore store = new ResultStore(out, "test");
    Grid grid =
        new Grid(
            "test",
            List.of("sine"),
            List.of(Protocol.STRICT),
            List.of(Architecture.RNN, Architecture.PATCHTST),
            List.of(3),
            arms,
            List.of(42L, 43L),
            new TrainingSettings(8, 64, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER),
            1,
            Map.of());
    Sweep.in(spark)
        .grid(grid)
        .series(
            Map.of(new SeriesKey("sine", Protocol.STRICT), TestSeries.sine(400, Protocol.STRICT)))
        .into(store)
        .run();
    return store;
  }

  private List<Row> rows() {
    return spark
        .read()
        .parquet(out.resolve("inference").toString())
        .orderBy("architecture")
        .collectAsList();
  }

  @Test
  void measuresTheNetworksThatTheRunPruned() {
    ResultStore store = sweep(Regulariser.NONE, Regulariser.SYNAPTIC_PRUNING);
    Map<InferenceTable.Pruned, InferenceSetup> setups = InferenceTable.setups(spark, store);
    assertThat(setups.keySet())
        .containsExactly(
            pruned(Architecture.PATCHTST, "synaptic-pruning"),
            pruned(Architecture.RNN, "synaptic-pruning"));
    InferenceTable.measure(store, setups);

    List<Row> rows = rows();
    assertThat(rows).hasSize(2);
    spark.read().parquet(out.resolve("trials").toString()).createOrReplaceTempView("trials");
    for (Row row : rows) {
      Row trained =
          spark
              .sql(
                  "select avg(achieved_sparsity), first(parameters), first(features) from"
                      + " trials where regulariser = 'synaptic-pruning' and architecture = '"
                      + row.<String>getAs("architecture")
                      + "'")
              .first();
      assertThat(row.<Double>getAs("sparsity")).isCloseTo(trained.getDouble(0), within(0.01));
      assertThat(row.<Long>getAs("parameters")).isEqualTo(trained.getLong(1));
      assertThat(row.<Integer>getAs("features")).isEqualTo(2);
      assertThat(trained.getInt(2)).as("the trials' own column").isEqualTo(2);
      assertThat(row.<Integer>getAs("batch")).isEqualTo(64);
      assertThat(row.<Integer>getAs("lookback")).isEqualTo(3);
      for (String column : List.of("seconds_forward", "seconds_dense", "seconds_csr")) {
        assertThat(row.<Double>getAs(column)).isBetween(1e-7, 1.0);
      }
      assertThat(row.<String>getAs("host")).isNotBlank();
    }

    assertThat(ReportReader.read(spark, store).inferences())
        .as("what the report shows")
        .hasSameSizeAs(rows)
        .element(1)
        .satisfies(
            shown -> {
              assertThat(shown.place().architecture()).isEqualTo(Architecture.RNN);
              assertThat(shown.secondsCsr()).isEqualTo(rows.get(1).<Double>getAs("seconds_csr"));
            });

    store.clear();
    assertThat(out.resolve("inference/run=test")).doesNotExist();
  }

  @Test
  void isEmptyWithoutPrunedTrials() {
    ResultStore store = sweep(Regulariser.NONE);
    Map<InferenceTable.Pruned, InferenceSetup> setups = InferenceTable.setups(spark, store);
    assertThat(setups).isEmpty();
    InferenceTable.measure(store, setups);
    assertThat(rows()).isEmpty();
  }

  @Test
  void leavesOutTrialsOfVersionsThatDidNotWriteTheNumberOfFeatures() {
    ResultStore store = sweep(Regulariser.SYNAPTIC_PRUNING);
    Path trials = out.resolve("trials/run=test");
    Path old = out.resolve("old");
    spark
        .read()
        .parquet(trials.toString())
        .drop("features")
        .write()
        .parquet(old.resolve("trials/run=test").toString());
    assertThat(InferenceTable.setups(spark, store)).hasSize(2);
    assertThat(InferenceTable.setups(spark, new ResultStore(old, "test"))).isEmpty();
  }

  @Test
  void measuresEveryArmThatPrunesWhateverItsName() {
    ResultStore store =
        sweep(
            List.of(
                ArmSpec.of(Regulariser.DROPOUT),
                ArmSpec.of(Regulariser.RIGL),
                own("few", 0.4, null),
                own("many", 0.9, null),
                own("composed", 0.6, new PruningParts(Map.of()))));
    Map<InferenceTable.Pruned, InferenceSetup> setups = InferenceTable.setups(spark, store);
    assertThat(setups.keySet())
        .hasSize(8)
        .contains(pruned(Architecture.RNN, "few"), pruned(Architecture.PATCHTST, "composed"));
    assertThat(setups.get(pruned(Architecture.RNN, "many")).sparsity())
        .isCloseTo(0.9, within(0.02));
    InferenceTable.measure(store, setups);
    assertThat(ReportReader.read(spark, store).inferences())
        .filteredOn(shown -> shown.place().architecture().equals(Architecture.RNN))
        .map(shown -> shown.arm() + " " + Math.round(10 * shown.sparsity()))
        .containsExactlyInAnyOrder("few 4", "many 9", "composed 6", "rigl 7");
  }

  private static ArmSpec own(String name, double sparsity, @Nullable PruningParts parts) {
    return new ArmSpec(
        name,
        Regulariser.SYNAPTIC_PRUNING,
        new ArmSettings(null, null, null, null, sparsity, null, null),
        parts);
  }
}
