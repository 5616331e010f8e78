package org.synprune.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.storage.Folder;

/**
 * What clusters do to a sweep where the place of its results has a part in it, done to one on real
 * processes. After each: nothing lost, nothing doubled, an exit code that tells the truth, and a
 * rerun that finishes the rest.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FaultCases {

  private static final int TRIALS = SmallSweep.TRIALS;
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir private static Path home;

  private final ResultPlace place;
  private Standalone cluster;
  private Path series;
  private Path folder;
  private SmallSweep sweep;

  /** What is done to sweeps whose results lie somewhere. */
  protected FaultCases(ResultPlace place) {
    this.place = place;
  }

  @BeforeAll
  void start() {
    series = SmallSweep.prepare(home);
    cluster = Standalone.start(place.home(home), 2);
  }

  @AfterAll
  void stop() {
    cluster.close();
    place.close();
  }

  @BeforeEach
  void begin(@TempDir Path folder) {
    this.folder = folder;
    sweep = SmallSweep.alone(cluster, folder, series, place);
  }

  /** Where the sweeps of all tests run. */
  protected Standalone cluster() {
    return cluster;
  }

  /** The sweep of the test that runs. */
  protected SmallSweep sweep() {
    return sweep;
  }

  /** Waits until some units are written and others are at work. */
  protected void inMidSweep(Submission run) {
    Waiting.until(
        SOON,
        () -> "the first results: " + run.said(),
        () -> Results.filesOf(sweep.results()) >= 2 || !run.isAlive());
    assertThat(run.isAlive()).as(run.said()).isTrue();
    assertThat(Results.filesOf(sweep.results())).isLessThan(TRIALS / 2);
  }

  /** Begins the sweep, slow enough to be disturbed until {@link #letGo}, in units of two trials. */
  protected Submission slowly() {
    return sweep.submit(new Faults().slowUntil(goOn(), 200), "--stack", "2");
  }

  private Path goOn() {
    return folder.resolve("go-on");
  }

  /** Lets what is left of it go at its own pace. */
  protected void letGo() {
    try {
      Files.createFile(goOn());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Submits the sweep again, without faults: nothing is left to do then, and nothing doubled. */
  protected void finishes(String... more) {
    try (Submission rerun = sweep.submit(more)) {
      assertThat(rerun.exitCode()).as(rerun.said()).isZero();
    }
    assertThat(Results.of(sweep.results())).isEqualTo(Results.whole(TRIALS));
  }

  @Test
  protected void anExecutorKilledInMidTrial() {
    try (Submission run = slowly()) {
      inMidSweep(run);
      ProcessHandle victim = cluster.executors().get(0);
      assertThat(victim.destroyForcibly()).isTrue();
      letGo();
      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(run.said()).contains("Lost executor");
    }
    assertThat(Results.of(sweep.results())).isEqualTo(Results.whole(TRIALS));
  }

  @Test
  void theDriverKilledAndTheSweepStartedAgainAtOnce() {
    try (Submission run = slowly()) {
      inMidSweep(run);
      run.kill();
      assertThat(run.exitCode()).isNotZero();
    }
    List<String> more = place.afterAKill();
    if (!more.isEmpty()) {
      try (Submission refused = sweep.submit()) {
        assertThat(refused.exitCode()).as(refused.said()).isEqualTo(2);
        assertThat(refused.said()).contains("is in use by another process (sweep");
        assertThat(refused.said()).contains(more);
      }
    }
    finishes(more.toArray(String[]::new));
  }

  @Test
  protected void anOutputFolderThatBecomesUnwritable() throws IOException {
    ResultPlace.Undo undo;
    try (Submission run = slowly()) {
      inMidSweep(run);
      undo = place.makeUnwritable(sweep.results());
      assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
      assertThat(run.said().lines().filter(line -> line.startsWith("synprune: can't read or")))
          .singleElement()
          .satisfies(line -> assertThat(line).contains(place.saidWhenUnwritable()));
    }
    Results left = Results.of(sweep.results());
    assertThat(left.trials()).isPositive().isLessThan(TRIALS);
    assertThat(left.doubled()).isZero();
    undo.undo();
    // A store where nothing could be written has no record that the sweep gave its lease back.
    finishes(place.afterAKill().toArray(String[]::new));
  }

  @Test
  protected void aFileCutShortByAnEarlierCrash() throws IOException {
    finishes("--stack", "2");
    Folder trials = Results.files(sweep.results(), "trials").get(0);
    Folder epochs = Results.files(sweep.results(), "epochs").get(1);
    long lost =
        Results.rowsOf(trials) + Results.rowsOf(Results.files(sweep.results(), "trials").get(1));
    cutShort(trials);
    cutShort(epochs);
    try (Submission rerun = sweep.submit()) {
      assertThat(rerun.exitCode()).as(rerun.said()).isZero();
      assertThat(rerun.said()).contains("set aside", trials.path().getName());
      assertThat(rerun.said()).contains("set aside", epochs.path().getName());
      assertThat(rerun.said())
          .contains(lost + " completed, " + (TRIALS - lost) + " already done, 0 without result");
    }
    assertThat(Results.of(sweep.results())).isEqualTo(Results.whole(TRIALS));
  }

  @Test
  protected void twoSweepsOnOneFolderAtOnce() {
    List<String> takeOver = place.afterAKill();
    // A trial of the longest kind and one of the shortest: both executors are at work all the time.
    Faults held =
        new Faults()
            .holding(Faults.trial(43, "lstm", 7, "synaptic-pruning"), goOn())
            .holding(Faults.trial(43, "rnn", 3, "none"), goOn());
    try (Submission first = sweep.submit(held, "--stack", "2")) {
      inMidSweep(first);
      try (Submission second = sweep.submit()) {
        assertThat(second.exitCode()).as(second.said()).isEqualTo(2);
        assertThat(second.said()).contains("is in use by another process (sweep");
      }
      if (!takeOver.isEmpty()) {
        finishes(takeOver.toArray(String[]::new));
      }
      letGo();
      if (takeOver.isEmpty()) {
        assertThat(first.exitCode()).as(first.said()).isZero();
      } else {
        assertThat(first.exitCode()).as(first.said()).isEqualTo(1);
        assertThat(first.said().lines().filter(line -> line.startsWith("synprune: ")))
            .as(first.said())
            .singleElement()
            .satisfies(line -> assertThat(line).contains("another process has taken over run"));
        assertThat(first.said()).doesNotContain("\tat org.synprune.jobs.cli");
      }
    }
    assertThat(Results.of(sweep.results())).isEqualTo(Results.whole(TRIALS));
    finishes();
  }

  private static void cutShort(Folder file) throws IOException {
    byte[] whole;
    try (InputStream in = file.storage().open(file.path())) {
      whole = in.readAllBytes();
    }
    file.storage()
        .publish(
            file.path(),
            new org.apache.hadoop.fs.Path(file.path().getParent(), ".cut"),
            out -> out.write(whole, 0, whole.length / 2));
  }
}
