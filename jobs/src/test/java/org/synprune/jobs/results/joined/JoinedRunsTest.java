package org.synprune.jobs.results.joined;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.analysis.RunDetails.Fact;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.ArmSettings;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.results.Provenance;
import org.synprune.jobs.results.ReportReader;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.outcome.TrialOutcome.Failed;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;
import org.synprune.jobs.train.outcome.TrialOutcome.Score;
import org.synprune.jobs.train.outcome.TrialOutcome.Seconds;
import org.synprune.jobs.train.outcome.TrialOutcome.Sparsity;
import org.synprune.pruning.Preset;

/** Several runs read together, from rows that nobody trained. */
class JoinedRunsTest {

  private static final SeriesInfo SERIES = TestSeries.sine(400, Protocol.STRICT).info();
  private static final ArmSpec NONE = ArmSpec.of(Regulariser.NONE);
  private static final ArmSpec DROPOUT = ArmSpec.of(Regulariser.DROPOUT);
  private static final ArmSpec PRUNING = ArmSpec.of(Regulariser.SYNAPTIC_PRUNING);

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  /** The rows of a run, and what its trials have in common. */
  private final class Made {
    private final ResultStore store;
    private final List<TrialRow> rows = new ArrayList<>();
    private TrainingSettings settings = TrainingSettings.PAPER;
    private Variant variant = Variant.NONE;
    private SeriesInfo series = SERIES;
    private String host = "host";

    Made(String run) {
      store = new ResultStore(out, run);
    }

    Made settings(TrainingSettings value) {
      settings = value;
      return this;
    }

    Made variant(String value) {
      variant = Variant.parse(value);
      return this;
    }

    Made series(SeriesInfo value) {
      series = value;
      return this;
    }

    Made host(String value) {
      host = value;
      return this;
    }

    private Trial trial(ArmSpec arm, long seed) {
      return new Trial("sine", Protocol.STRICT, Architecture.RNN, 7, arm, seed, settings, variant);
    }

    Made completed(ArmSpec arm, long seed, double mae) {
      Score score = new Score(mae, mae, mae, mae, 2, 10);
      return row(
          new Completed(
              trial(arm, seed),
              score,
              score,
              List.of(new Epoch(1, mae, mae, mae, .5, .1)),
              1,
              1,
              new Sparsity(.5, .5, 100, 50, 400, 300),
              List.of(new Layer(1, "a", 64, 32, .5)),
              new Seconds(1, .5)),
          1);
    }

    Made failed(ArmSpec arm, long seed) {
      return row(new Failed(trial(arm, seed), "E", "diverged", new Seconds(1, 0)), 1);
    }

    private Made row(TrialOutcome outcome, int attempt) {
      rows.add(
          new TrialRow(
              TrialRow.idOf(outcome.trial(), series),
              attempt,
              outcome,
              series,
              new Provenance(
                  "0.1", "abc", "0.35", "PyTorch 2.7", "3.5", "17", "cpu", null, "x=y", host, 1),
              1_000_000L));
      return this;
    }

    void commit() {
      store.commit("unit-" + store.run(), rows);
    }
  }

  private JoinedRuns read(String... runs) {
    return JoinedRuns.read(spark, Folder.local(out), List.of(runs));
  }

  private void refused(String... said) {
    assertThatThrownBy(() -> read("a", "b"))
        .isInstanceOf(BadInputException.class)
        .satisfies(error -> assertThat(error.getMessage()).contains(said));
  }

  /** Cells as network, arm, seeds and mean. */
  private List<String> cells(JoinedRuns runs) {
    return Summary.of(TrialReader.errors(spark, runs, TrialReader.MAE).get(Protocol.STRICT))
        .cells()
        .stream()
        .map(JoinedRunsTest::text)
        .toList();
  }

  private static String text(Cell cell) {
    return cell.place().network() + " " + cell.arm() + " " + cell.n() + " " + cell.mean();
  }

  private static Map<String, List<String>> notes(JoinedRuns runs) {
    Map<String, List<String>> notes = new TreeMap<>();
    runs.notes().forEach(note -> notes.put(note.name(), note.values()));
    return notes;
  }

  private static ArmSpec prune(String name, double sparsity) {
    return new ArmSpec(
        name,
        Regulariser.SYNAPTIC_PRUNING,
        new ArmSettings(null, null, null, null, sparsity, null, null),
        null);
  }

  private static TrainingSettings paper(int hidden, double maxSparsity) {
    return new TrainingSettings(
        20,
        64,
        1e-3,
        hidden,
        0.3,
        20,
        3,
        new PruningSettings(Preset.PAPER, 0.3, maxSparsity, 2, 5));
  }

  @Test
  void armsAndSeedsOfBothStandInOneTableAndATrialOfBothCountsOnce() {
    new Made("a").completed(NONE, 1, 10).completed(NONE, 2, 20).completed(DROPOUT, 1, 5).commit();
    new Made("b").completed(NONE, 2, 20).completed(NONE, 3, 60).completed(PRUNING, 1, 7).commit();
    JoinedRuns runs = read("b", "a");
    assertThat(runs.target().run()).isEqualTo("a+b");
    assertThat(cells(runs))
        .containsExactly("rnn none 3 30.0", "rnn dropout 1 5.0", "rnn synaptic-pruning 1 7.0");
    assertThat(notes(runs))
        .containsEntry(
            "runs",
            List.of(
                "a: 3 trials with a result",
                "b: 3 trials with a result, 1 of them also in an earlier run"))
        .containsEntry(
            "seeds",
            List.of(
                "in 1 of 1 places (data set, network, lookback) arms have different seeds; they are"
                    + " compared over the seeds that both have"))
        .doesNotContainKey("differing");
    RunDetails details = ReportReader.read(spark, runs);
    assertThat(details.curves())
        .map(curve -> curve.arm() + " " + curve.trials().get(0))
        .as("epochs of a trial of both runs count once")
        .containsExactlyInAnyOrder("none 3", "dropout 1", "synaptic-pruning 1");
    assertThat(details.layers()).hasSize(3);
    assertThat(out.resolve("trials")).isDirectoryNotContaining("glob:**/run=a+b");
  }

  @Test
  void aTrialThatRunsDisagreeOnIsTakenFromTheFirstAndNamed() {
    new Made("a").completed(NONE, 1, 10).completed(NONE, 2, 20).commit();
    new Made("b").completed(NONE, 1, 10).completed(NONE, 2, 21).commit();
    JoinedRuns runs = read("a", "b");
    assertThat(cells(runs)).containsExactly("rnn none 2 15.0");
    assertThat(notes(runs).get("differing"))
        .singleElement()
        .asString()
        .startsWith(
            "1 trial of the same settings, data and seed has another result in another run; the"
                + " first run's is taken. Trial ")
        .contains("(sine/strict/rnn/7/none, seed 2) has MAE 20.0 in a and 21.0 in b.");
  }

  @Test
  void whatFailedInOneRunIsTakenFromTheOtherAndIncompleteRunsAreNamed() {
    new Made("a").failed(NONE, 1).completed(NONE, 2, 20).completed(DROPOUT, 1, 5).commit();
    new Made("b").completed(NONE, 1, 10).completed(DROPOUT, 2, 6).failed(PRUNING, 1).commit();
    JoinedRuns runs = read("a", "b");
    assertThat(cells(runs)).containsExactly("rnn none 2 15.0", "rnn dropout 2 5.5");
    assertThat(notes(runs).get("incomplete"))
        .containsExactly(
            "a: 2 trials with a result, of the 4 that its data sets, networks, lookbacks, arms and"
                + " seeds make",
            "b: 2 trials with a result, of the 6 that its data sets, networks, lookbacks, arms and"
                + " seeds make");
    assertThat(ReportReader.read(spark, runs).failures())
        .map(failure -> failure.arm() + " " + failure.message())
        .containsExactly("synaptic-pruning diverged");
  }

  @Test
  void trainingSettingsThatDifferAreVariantsAsInOneGrid() {
    new Made("a").settings(paper(64, 0.7)).completed(NONE, 1, 10).completed(DROPOUT, 1, 8).commit();
    new Made("b")
        .variant("hidden=32")
        .settings(paper(32, 0.7))
        .completed(NONE, 1, 12)
        .variant("hidden=64")
        .settings(paper(64, 0.7))
        .completed(NONE, 1, 10)
        .completed(NONE, 2, 20)
        .commit();
    assertThat(cells(read("a", "b")))
        .containsExactly(
            "rnn hidden=32 none 1 12.0",
            "rnn hidden=64 none 2 15.0",
            "rnn hidden=64 dropout 1 8.0");
  }

  @Test
  void anArmOfAnotherMeaningIsRefusedAndOneThatTheSettingDoesNotConcernIsNot() {
    new Made("a")
        .settings(paper(64, 0.7))
        .completed(NONE, 1, 10)
        .completed(prune("half", 0.5), 1, 11)
        .commit();
    Made other = new Made("b").settings(paper(64, 0.9)).completed(NONE, 1, 10);
    other.completed(prune("half", 0.5), 2, 12).completed(PRUNING, 1, 9).commit();
    JoinedRuns runs = read("a", "b");
    assertThat(cells(runs))
        .as("the shared max-sparsity has no say in 'none', nor in an arm with its own")
        .containsExactly("rnn none 1 10.0", "rnn synaptic-pruning 1 9.0", "rnn half 2 11.5");
    assertThat(notes(runs)).doesNotContainKey("differing");

    new Made("c").settings(paper(64, 0.7)).completed(PRUNING, 1, 10).commit();
    assertThatThrownBy(() -> read("b", "c"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "arm 'synaptic-pruning' has max-sparsity 0.9 in run 'b' and 0.7 in run 'c', expected a"
                + " name to mean the same in all runs: train one of them under another name");
    new Made("d").completed(prune("dropped", 0.5), 1, 10).commit();
    new Made("e")
        .completed(
            new ArmSpec(
                "dropped",
                Regulariser.DROPOUT,
                new ArmSettings(.5, null, null, null, null, null, null),
                null),
            1,
            10)
        .commit();
    assertThatThrownBy(() -> read("d", "e"))
        .hasMessageStartingWith(
            "arm 'dropped' has type synaptic-pruning in run 'd' and dropout in run 'e'");
  }

  @Test
  void anotherSeriesOfTheSameNameIsRefused() {
    new Made("a").completed(NONE, 1, 10).commit();
    new Made("b")
        .series(TestSeries.sine(500, Protocol.STRICT).info())
        .completed(NONE, 2, 10)
        .commit();
    refused("data set 'sine' (protocol 'strict') is another series in run 'b' than in run 'a'");
  }

  @Test
  void anotherFormatVersionIsRefused() {
    new Made("a").completed(NONE, 1, 10).commit();
    Made old = new Made("b").completed(NONE, 2, 10);
    TrialRow row = old.rows.get(0);
    String id = TrialRow.digest("2\n" + row.series().id() + "\n" + row.outcome().trial().config());
    old.rows.set(
        0,
        new TrialRow(id, 1, row.outcome(), row.series(), row.provenance(), row.finishedMicros()));
    old.commit();
    refused(
        "run 'b' was made by a version of this program whose results differ from those of run 'a'");
  }

  @Test
  void theQuestionsOfAllRunsAreAsked() {
    new Made("a").completed(NONE, 1, 10).completed(DROPOUT, 1, 10).commit();
    new Made("b").completed(prune("p3", .3), 1, 10).commit();
    Arm p3 = new Arm("p3");
    Arm p9 = new Arm("p9");
    Arm dropout = DROPOUT.arm();
    assertThat(TrialReader.asked(spark, read("a", "b")))
        .as("neither grid said, so pruning of one is asked against the rest of the other")
        .containsExactly(new Question.Pair(p3, Arm.NONE), new Question.Pair(p3, dropout));
    Made c = new Made("c").completed(prune("p9", .9), 1, 10).completed(DROPOUT, 1, 10);
    c.commit();
    c.store.write(ResultTables.QUESTIONS, "questions", List.of(new Question.Pair(p9, dropout)));
    assertThat(TrialReader.asked(spark, read("a", "b", "c")))
        .containsExactlyInAnyOrder(
            new Question.Pair(p9, dropout),
            new Question.Pair(p3, Arm.NONE),
            new Question.Pair(p3, dropout));
    assertThat(TrialReader.asked(spark, c.store)).containsExactly(new Question.Pair(p9, dropout));
    new Made("d").completed(prune("p9", .9), 2, 10).completed(DROPOUT, 2, 10).commit();
    assertThat(TrialReader.asked(spark, read("c", "d")))
        .as("more seeds ask no more")
        .containsExactly(new Question.Pair(p9, dropout));
  }

  @Test
  void provenanceSaysWhichRunAValueIsOf() {
    new Made("a").host("here").completed(NONE, 1, 10).commit();
    new Made("b").host("there").completed(NONE, 2, 10).commit();
    assertThat(ReportReader.read(spark, read("a", "b")).provenance())
        .contains(
            new Fact("runs", List.of("a: 1 trial with a result", "b: 1 trial with a result")),
            new Fact("trials", List.of("a, b: 1, in 1 attempts")),
            new Fact("host", List.of("a: here", "b: there")),
            new Fact("device", List.of("a, b: cpu")));
  }

  @Test
  void manyNamesMakeOneThatAFileSystemTakes() {
    List<String> names = new ArrayList<>();
    for (int i = 10; i < 60; i++) {
      names.add("sparsity-" + i);
    }
    String target = JoinedRuns.target(Folder.local(out), names).run();
    assertThat(target).startsWith("sparsity-10+49-others-").hasSizeLessThan(60);
    names.set(0, "other");
    assertThat(JoinedRuns.target(Folder.local(out), names).run()).isNotEqualTo(target);
  }
}
