package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.StackSizes;

/** What a dry run says must be what a run does. */
class SweepPlanTest {

  private static final Series SERIES = TestSeries.sine(400, Protocol.STRICT);

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private static Grid grid(List<Long> seeds, int epochs) {
    return new Grid(
        "test",
        List.of("sine"),
        List.of(Protocol.STRICT),
        List.of(Architecture.RNN, Architecture.PATCHTST),
        List.of(3, 30),
        ArmSpec.of(List.of(Regulariser.NONE)),
        seeds,
        new TrainingSettings(epochs, 64, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER),
        1,
        Map.of());
  }

  private Sweep sweep(Grid grid, Series series) {
    return Sweep.in(spark)
        .grid(grid)
        .series(Map.of(new SeriesKey("sine", Protocol.STRICT), series))
        .into(new ResultStore(out, "test"))
        .stackSizes(StackSizes.of(1));
  }

  @Test
  void countsWhatIsThereAndWritesNothing() {
    Grid grid = grid(List.of(1L, 2L, 3L), 4);
    SweepPlan before = sweep(grid, SERIES).plan(1, false);
    assertThat(before.trials()).isEqualTo(12);
    assertThat(before.open()).isEqualTo(12);
    assertThat(before.done()).isZero();
    assertThat(out).isEmptyDirectory();

    Series broken = TestSeries.sine(400, Protocol.STRICT);
    broken.target()[100] = Float.NaN;
    sweep(grid(List.of(1L), 4), SERIES).run();
    sweep(grid(List.of(2L), 4), broken).run();

    SweepPlan after = sweep(grid, SERIES).plan(1, false);
    assertThat(after.done()).isEqualTo(4);
    assertThat(after.failed()).isEqualTo(4);
    assertThat(after.open()).isEqualTo(4);
    SweepPlan retried = sweep(grid, SERIES).retryFailed(true).plan(1, false);
    assertThat(retried.failed()).isZero();
    assertThat(retried.open()).isEqualTo(8);
    assertThat(sweep(grid, SERIES).fresh(true).plan(1, false)).isEqualTo(before);
    assertThat(after.seconds()).isCloseTo(before.seconds() / 3, within(1e-9));

    assertThat(sweep(grid, SERIES).run().completed()).isEqualTo(4);
    SweepPlan done = sweep(grid, SERIES).plan(2, false);
    assertThat(done.open()).isZero();
    assertThat(done.units()).isZero();
    assertThat(done.waves()).isZero();
    assertThat(done.makespans().longestFirst()).isZero();
  }

  @Test
  void timesAreThoseOfTheMachinesAtHandIfTheyAreMeasured() {
    Grid grid = grid(List.of(1L, 2L, 3L), 4);
    SweepPlan ofModel = sweep(grid, SERIES).plan(1, false);
    assertThat(ofModel.times()).isEmpty();
    SweepPlan measured = sweep(grid, SERIES).plan(1, true);
    assertThat(out).isEmptyDirectory();
    assertThat(measured.times()).containsOnlyKeys("rnn", "patchtst");
    assertThat(measured.times().values()).allMatch(times -> times > 0.01 && times < 1000);
    List<Double> both = List.copyOf(measured.times().values());
    assertThat(measured.seconds() / ofModel.seconds())
        .isBetween(Math.min(both.get(0), both.get(1)), Math.max(both.get(0), both.get(1)));
    assertThat(measured.units()).as("packed as a sweep packs them").isEqualTo(ofModel.units());
  }

  @Test
  void refusesWhatASweepRefuses() {
    sweep(grid(List.of(1L), 4), SERIES).run();
    assertThatThrownBy(() -> sweep(grid(List.of(1L), 8), SERIES).plan(2, false))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("with other training or pruning settings");
  }

  @Test
  void moreSlotsTakeLessTimeAndLongestFirstIsNoWorseThanChance() {
    Grid grid = grid(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), 4);
    Series series = TestSeries.sine(20_000, Protocol.STRICT);
    SweepPlan one = sweep(grid, series).plan(1, false);
    // What it takes before the first unit.
    double start = one.makespans().longestFirst() - one.seconds();
    assertThat(start).isBetween(0.1, 1.0);
    assertThat(one.makespans().inGridOrder()).isCloseTo(start + one.seconds(), within(1e-9));
    // With so many slots every trial is a unit of its own, and all run at once.
    SweepPlan many = sweep(grid, series).plan(400, false);
    assertThat(many.units()).isEqualTo(32);
    assertThat(many.waves()).isEqualTo(1);
    assertThat(many.makespans().longestFirst()).isCloseTo(start + many.longest(), within(1e-9));
    for (int slots : new int[] {2, 3, 5, 8}) {
      SweepPlan plan = sweep(grid, series).plan(slots, false);
      SweepPlan.Makespans makespans = plan.makespans();
      assertThat(plan.waves()).isEqualTo((int) Math.ceil(plan.units() / (double) slots));
      assertThat(makespans.lowerBound())
          .isGreaterThanOrEqualTo(start + plan.seconds() / slots - 1e-9);
      assertThat(makespans.longestFirst())
          .isBetween(makespans.lowerBound() - 1e-9, makespans.shuffled() + 1e-9);
      // The grid's order leaves the transformer with the long windows for the end.
      assertThat(makespans.longestFirst()).isLessThanOrEqualTo(makespans.inGridOrder() + 1e-9);
    }
  }
}
