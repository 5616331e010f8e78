package org.synprune.jobs.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.analysis.RunDetails.Cost;
import org.synprune.jobs.analysis.RunDetails.Curve;
import org.synprune.jobs.analysis.RunDetails.Fact;
import org.synprune.jobs.analysis.RunDetails.Failure;
import org.synprune.jobs.analysis.RunDetails.LayerCurve;
import org.synprune.jobs.analysis.SettingAxis;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.outcome.TrialOutcome.Failed;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;
import org.synprune.jobs.train.outcome.TrialOutcome.Score;
import org.synprune.jobs.train.outcome.TrialOutcome.Seconds;
import org.synprune.jobs.train.outcome.TrialOutcome.Sparsity;

/** What the report reads of results that were written by hand. */
class ReportReaderTest {

  private static final SeriesInfo SERIES = TestSeries.sine(400, Protocol.STRICT).info();
  private static final Place PLACE = new Place("sine", Protocol.STRICT, Architecture.RNN, 7);
  private static final Arm PRUNED = Arm.SYNAPTIC_PRUNING;

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private static Trial trial(Regulariser arm, long seed) {
    return new Trial(
        "sine", Protocol.STRICT, Architecture.RNN, 7, arm, seed, TrainingSettings.PAPER);
  }

  private static TrialRow row(TrialOutcome outcome, int attempt) {
    return new TrialRow(
        TrialRow.idOf(outcome.trial(), SERIES),
        attempt,
        outcome,
        SERIES,
        new Provenance(
            "0.1", "abc", "0.35", "PyTorch 2.7", "3.5", "17", "cpu", null, "x=y", "host", 1),
        1_000_000L * attempt);
  }

  private static Completed completed(
      Regulariser arm, long seed, double seconds, List<Epoch> epochs, List<Layer> layers) {
    Score score = new Score(1, 1, 1, 1, 1, 10);
    double pruned = arm == Regulariser.SYNAPTIC_PRUNING ? .7 : 0;
    return new Completed(
        trial(arm, seed),
        score,
        score,
        epochs,
        1,
        1,
        new Sparsity(pruned, pruned, 100, 30, 400, 200 + seed),
        layers,
        new Seconds(seconds, .5));
  }

  private RunDetails read(TrialRow... rows) {
    ResultStore store = new ResultStore(out, "test");
    store.commit("unit", List.of(rows));
    return ReportReader.read(spark, store);
  }

  @Test
  void epochsAndLayersAreMeansOverSeeds() {
    RunDetails details =
        read(
            row(
                completed(
                    Regulariser.SYNAPTIC_PRUNING,
                    1,
                    1,
                    List.of(new Epoch(1, 1, 3, 9, 0, 1), new Epoch(2, .5, Double.NaN, 9, .3, 1)),
                    List.of(new Layer(1, "a", 64, 0, 0), new Layer(2, "a", 64, 16, .25))),
                1),
            row(
                completed(
                    Regulariser.SYNAPTIC_PRUNING,
                    2,
                    2,
                    List.of(new Epoch(1, 2, 5, 9, .2, 1)),
                    List.of(new Layer(1, "a", 64, 32, .5))),
                1));
    assertThat(details.curves())
        .containsExactly(
            new Curve(
                PLACE,
                PRUNED,
                List.of(1, 2),
                List.of(2L, 1L),
                List.of(1.5, .5),
                Arrays.asList(4., null),
                List.of(.1, .3)));
    assertThat(details.layers())
        .containsExactly(new LayerCurve(PLACE, PRUNED, "a", 64, List.of(1, 2), List.of(.25, .25)));
    assertThat(details.failures()).isEmpty();
  }

  @Test
  void timeThatArmsShareSaysNothingOfOneArm() {
    RunDetails details =
        read(
            row(timed(Regulariser.NONE, 1, 2, .3, .4), 1),
            // Stopped early, so its whole time isn't that of its neighbour.
            row(timed(Regulariser.NONE, 2, 1.5, .3), 1),
            row(timed(Regulariser.NONE, 3, 5, .7, .8), 1),
            row(timed(Regulariser.SYNAPTIC_PRUNING, 1, 4, .7), 1),
            row(timed(Regulariser.SYNAPTIC_PRUNING, 2, 6, .7, .9), 1));
    assertThat(details.costs())
        .containsExactly(
            new Cost(PLACE, Arm.NONE, 3, 2.83333, .5, 2, 1.25, 0, 400, 202, 100, 30),
            new Cost(PLACE, PRUNED, 2, 5, .5, 0, null, .7, 400, 201.5, 100, 30));
  }

  /** A trial that took some seconds of training; its epochs took those given, scoring included. */
  private static Completed timed(Regulariser arm, long seed, double seconds, double... epochs) {
    List<Epoch> all = new ArrayList<>();
    for (int i = 0; i < epochs.length; i++) {
      all.add(new Epoch(i + 1, 1, 1, 1, 0, epochs[i]));
    }
    return completed(arm, seed, seconds, all, List.of());
  }

  @Test
  void aTrialThatAnotherAttemptCompletedIsNoFailure() {
    RunDetails details =
        read(
            row(new Failed(trial(Regulariser.NONE, 1), "OutOfMemoryError", "none", zero()), 1),
            row(completed(Regulariser.NONE, 1, 2, List.of(), List.of()), 2),
            row(new Failed(trial(Regulariser.NONE, 2), "First", "one", zero()), 1),
            row(new Failed(trial(Regulariser.NONE, 2), "Last", "y".repeat(900), zero()), 2));
    assertThat(details.failed()).isEqualTo(1);
    assertThat(details.failures())
        .containsExactly(new Failure(PLACE, Arm.NONE, 2, 2, "Last", "y".repeat(400) + " ..."));
    assertThat(details.provenance())
        .contains(
            new Fact("trials", List.of("2, in 4 attempts")),
            new Fact("program", List.of("0.1, commit abc")),
            new Fact("versions", List.of("DJL 0.35, PyTorch 2.7, Spark 3.5, Java 17")),
            new Fact("host", List.of("host")),
            new Fact("data (SHA-256)", List.of("sine " + SERIES.sha256())))
        .extracting(Fact::name)
        .doesNotContain("GPU address");
  }

  @Test
  void settingsOfArmsAreThoseThatHoldForAllTheirTrials() {
    ResultStore store = new ResultStore(out, "test");
    store.commit(
        "unit",
        List.of(
            row(completed(Regulariser.NONE, 1, 1, List.of(), List.of()), 1),
            row(completed(Regulariser.DROPOUT, 1, 1, List.of(), List.of()), 1),
            row(completed(Regulariser.SYNAPTIC_PRUNING, 1, 1, List.of(), List.of()), 1),
            row(completed(Regulariser.SYNAPTIC_PRUNING, 2, 1, List.of(), List.of()), 1)));
    assertThat(ArmSettingsReader.read(spark, store))
        .containsExactlyInAnyOrder(
            new SettingAxis.Settings(Arm.NONE, "none", Map.of()),
            new SettingAxis.Settings(new Arm("dropout"), "dropout", Map.of("rate", .3)),
            new SettingAxis.Settings(
                PRUNED,
                "synaptic-pruning",
                Map.of("min-sparsity", .3, "max-sparsity", .7, "warmup", 2., "every", 5.)));
  }

  @Test
  void thePageIsReplacedWholeAndGoesWithItsRun() throws Exception {
    ResultStore store = new ResultStore(out, "test");
    store.writeReport("one");
    store.writeReport("two");
    Path page = out.resolve("report/run=test/report.html");
    assertThat(page).hasContent("two");
    store.clear();
    assertThat(Files.exists(page)).isFalse();
  }

  private static Seconds zero() {
    return new Seconds(0, 0);
  }
}
