package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.TestSeries;

/** What a sweep isn't begun with, and that nothing is changed then. */
class RefusedSweepTest {

  private static final List<Long> SEEDS = List.of(42L, 43L);
  private static final Grid GRID = SmallGrid.of(SEEDS);

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private Sweep sweep(Grid grid, Series series) {
    return Sweep.in(spark)
        .grid(grid)
        .series(Map.of(new SeriesKey("sine", Protocol.STRICT), series))
        .into(new ResultStore(out, "test"));
  }

  private List<Integer> epochs() {
    return spark
        .read()
        .parquet(out.resolve("trials").toString())
        .select("epochs_run")
        .collectAsList()
        .stream()
        .map(row -> row.getInt(0))
        .toList();
  }

  @Test
  void aRunOfAnotherSeriesOrOtherSettingsUntilItIsStartedOver() {
    sweep(GRID, SmallGrid.SERIES).run();
    SeriesInfo info = SmallGrid.SERIES.info();
    Series other =
        new Series(
            new SeriesInfo(
                info.dataset(),
                info.protocol(),
                info.features(),
                info.target(),
                info.resolution(),
                info.rows(),
                info.maxLookback(),
                info.trainEnd(),
                info.validationEnd(),
                info.targetMean(),
                info.targetSd(),
                info.sha256(),
                "of another recipe",
                info.generated()),
            SmallGrid.SERIES.features(),
            SmallGrid.SERIES.target(),
            SmallGrid.SERIES.rawTarget(),
            SmallGrid.SERIES.segment(),
            SmallGrid.SERIES.observed());
    assertThatThrownBy(() -> sweep(GRID, other).run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("on another 'sine' series")
        .hasMessageContaining("--fresh");
    Grid longer = SmallGrid.of(List.of(3), SEEDS, 5);
    assertThatThrownBy(() -> sweep(longer, SmallGrid.SERIES).run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("with other training or pruning settings");
    assertThat(epochs()).hasSize(4).containsOnly(4);

    assertThat(sweep(longer, SmallGrid.SERIES).fresh(true).run().completed()).isEqualTo(4);
    assertThat(epochs()).hasSize(4).containsOnly(5);
  }

  @Test
  void aSecondSweepOfTheSameRun() {
    ResultStore store = new ResultStore(out, "test");
    try (RunLock lock = RunLock.acquire(store, "sweep")) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> sweep(GRID, SmallGrid.SERIES).run())
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("run 'test'")
          .hasMessageContaining("another process");
    }
    assertThat(sweep(GRID, SmallGrid.SERIES).run().completed()).isEqualTo(4);
  }

  @Test
  void aLookbackThatDoesNotFitBeforeAnythingIsTrained() {
    Series tiny = TestSeries.sine(80, Protocol.STRICT);
    assertThatThrownBy(() -> sweep(SmallGrid.of(List.of(3, 60), SEEDS, 4), tiny).run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("lookback 60");
    assertThat(out).isEmptyDirectory();
  }

  /** Not every trial of an arm FAILED, after hours of training. */
  @Test
  void aTrainingThatIsTooShortForItsPruning() {
    Grid oneBatch =
        new Grid(
            "test",
            List.of("sine"),
            List.of(Protocol.STRICT),
            List.of(Architecture.RNN),
            List.of(3),
            ArmSpec.of(List.of(Regulariser.NONE, Regulariser.SYNAPTIC_PRUNING)),
            SEEDS,
            new TrainingSettings(4, 256, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER),
            1,
            Map.of());
    assertThatThrownBy(() -> sweep(oneBatch, SmallGrid.SERIES).run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("arm 'synaptic-pruning' can't prune sine/strict/rnn/3: an epoch has")
        .hasMessageContaining("expected pruning.every = 3 or less, or training.epochs = 6 or more");
    assertThat(out).isEmptyDirectory();
    TrainingSettings longer =
        new TrainingSettings(6, 256, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER);
    Grid sixEpochs =
        new Grid(
            "test",
            oneBatch.datasets(),
            oneBatch.protocols(),
            oneBatch.architectures(),
            oneBatch.lookbacks(),
            oneBatch.arms(),
            SEEDS,
            longer,
            1,
            Map.of());
    assertThat(sweep(sixEpochs, SmallGrid.SERIES).run().failed()).isZero();
  }
}
