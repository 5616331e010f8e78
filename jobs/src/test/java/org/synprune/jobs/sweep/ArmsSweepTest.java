package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSettings;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningParts;
import org.synprune.jobs.grid.PruningParts.Part;
import org.synprune.jobs.grid.PruningParts.Role;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.series.FeatureScaler;

/** A sweep of arms with settings of their own. */
class ArmsSweepTest {

  private static final TrainingSettings SHORT =
      new TrainingSettings(8, 64, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER);

  private static final SeriesKey SINE = new SeriesKey("sine", Protocol.STRICT);

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private static ArmSpec pruning(String name, double sparsity, @Nullable PruningParts parts) {
    return new ArmSpec(
        name,
        Regulariser.SYNAPTIC_PRUNING,
        new ArmSettings(null, null, null, null, sparsity, null, null),
        parts);
  }

  private static ArmSpec dropout(double rate) {
    return new ArmSpec(
        "dropped",
        Regulariser.DROPOUT,
        new ArmSettings(rate, null, null, null, null, null, null),
        null);
  }

  private static Grid grid(Architecture network, ArmSpec... arms) {
    return new Grid(
        "arms",
        List.of("sine"),
        List.of(Protocol.STRICT),
        List.of(network),
        List.of(7),
        List.of(arms),
        List.of(42L, 43L),
        SHORT,
        1,
        Map.of());
  }

  private Sweep sweep(Grid grid) {
    return Sweep.in(spark)
        .grid(grid)
        .series(SmallGrid.ALL_SERIES)
        .into(new ResultStore(out, "arms"));
  }

  private List<String> query(String... columns) {
    return ResultTables.TRIALS
        .read(spark, new ResultStore(out, "arms"))
        .selectExpr(columns)
        .distinct()
        .orderBy("regulariser")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  @Test
  void resultsCarryTheSettingsOfEachArm() {
    PruningParts uniform =
        new PruningParts(
            Map.of(
                Role.SCOPE, new Part("uniform", new TreeMap<>()),
                Role.SCHEDULE, new Part("polynomial", new TreeMap<>(Map.of("power", 2.0)))));
    Grid grid =
        grid(
            Architecture.RNN,
            ArmSpec.of(Regulariser.NONE),
            dropout(0.5),
            pruning("prune-90", 0.9, null),
            pruning("uniform", 0.5, uniform));
    assertThat(sweep(grid).run().completed()).isEqualTo(8);
    assertThat(
            query(
                "regulariser",
                "regulariser_type",
                "regulariser_settings",
                "concat_ws('/', dropout_rate, min_sparsity, max_sparsity, warmup, update_every)"))
        .containsExactly(
            "dropped dropout {\"rate\":0.5} 0.5",
            "none none null ",
            "prune-90 synaptic-pruning {\"max-sparsity\":0.9} 0.3/0.9/2/5",
            "uniform pruning {\"max-sparsity\":0.5,\"schedule\":{\"name\":\"polynomial\","
                + "\"power\":2},\"scope\":\"uniform\"} 0.3/0.5/2/5");
    assertThat(query("regulariser", "round(planned_sparsity, 6)"))
        .containsExactly("dropped 0.0", "none 0.0", "prune-90 0.9", "uniform 0.5");
    // A second sweep finds all of them, and trains what is new beside them.
    Grid more =
        grid(Architecture.RNN, ArmSpec.of(Regulariser.NONE), pruning("prune-50", 0.5, null));
    SweepResult second = sweep(more).run();
    assertThat(second.completed()).isEqualTo(2);
    assertThat(second.skipped()).isEqualTo(2);
  }

  @Test
  void variantsOfTheTrainingArePlacesOfTheirOwn() {
    Grid plain = grid(Architecture.RNN, ArmSpec.of(Regulariser.NONE), dropout(0.5));
    TrainingSettings wide = new TrainingSettings(8, 64, 1e-3, 32, 0.3, 5, 3, PruningSettings.PAPER);
    Grid grid = varied(plain, Map.of("hidden=8", SHORT, "hidden=32", wide));
    assertThat(
            sweep(grid)
                .saveModels(SaveModels.BEST, Map.of(SINE, FeatureScaler.none(2)))
                .run()
                .models())
        .as("the best of each cell")
        .isEqualTo(4);
    assertThat(query("regulariser", "variant", "hidden", "count(*) over (partition by variant)"))
        .containsExactlyInAnyOrder(
            "dropped hidden=32 32 4",
            "dropped hidden=8 8 4",
            "none hidden=32 32 4",
            "none hidden=8 8 4");
    ResultStore store = new ResultStore(out, "arms");
    Summary summary =
        Summary.of(TrialReader.errors(spark, store, TrialReader.MAE).get(Protocol.STRICT));
    assertThat(summary.cells())
        .map(cell -> cell.place().network() + " " + cell.arm() + " " + cell.n())
        .containsExactly(
            "rnn hidden=8 none 2",
            "rnn hidden=8 dropped 2",
            "rnn hidden=32 none 2",
            "rnn hidden=32 dropped 2");
    // Other values of the same setting may join, another training may not.
    SweepResult narrow = sweep(varied(plain, Map.of("hidden=8", SHORT))).run();
    assertThat(narrow.skipped()).isEqualTo(4);
    TrainingSettings longer =
        new TrainingSettings(9, 64, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER);
    Sweep other = sweep(varied(plain, Map.of("", longer)));
    assertThatThrownBy(other::run)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("was trained with other training or pruning settings");
  }

  private static Grid varied(Grid grid, Map<String, TrainingSettings> variants) {
    return new Grid(
        grid.name(),
        grid.datasets(),
        grid.protocols(),
        grid.architectures(),
        grid.lookbacks(),
        grid.arms(),
        grid.seeds(),
        variants.entrySet().stream()
            .map(one -> new Grid.Varied(Variant.parse(one.getKey()), one.getValue()))
            .toList(),
        grid.question(),
        1,
        Map.of());
  }

  @Test
  void aRunKeepsToOneMeaningOfAName() {
    assertThat(sweep(grid(Architecture.RNN, dropout(0.5))).run().completed()).isEqualTo(2);
    Sweep other = sweep(grid(Architecture.RNN, dropout(0.4)));
    assertThatThrownBy(other::run)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "was trained with another arm of the name 'dropped', expected another")
        .hasMessageContaining("--fresh");
  }

  @Test
  void aStructureThatDoesNotSuitALayerIsRefusedBeforeAnythingIsTrained() {
    PruningParts pairs =
        new PruningParts(
            Map.of(
                Role.SCHEDULE, new Part("constant", new TreeMap<>()),
                Role.STRUCTURE, new Part("n-of-m", new TreeMap<>(Map.of("n", 2.0, "m", 4.0)))));
    Sweep sweep = sweep(grid(Architecture.LSTM, pruning("pairs", 0.5, pairs)));
    assertThatThrownBy(sweep::run)
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("arm 'pairs' can't prune sine/strict/lstm/7: ")
        .hasMessageContaining("multiple of 4");
    assertThatThrownBy(() -> sweep.plan(1, false)).isInstanceOf(BadInputException.class);
    assertThat(out.resolve("trials")).doesNotExist();
  }
}
