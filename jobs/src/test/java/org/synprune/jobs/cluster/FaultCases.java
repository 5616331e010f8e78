package org.synprune.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
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
 * What clusters do to a sweep, done to one on real processes. After each: nothing lost, nothing
 * doubled, an exit code that tells the truth, and a rerun that finishes the rest.
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

  /** Begins the sweep, slow enough to be disturbed, in units of two trials. */
  protected Submission slowly() {
    return sweep.submit(new Faults().slow(100), "--stack", "2");
  }

  /** Submits the sweep again, without faults: nothing is left to do then, and nothing doubled. */
  protected void finishes(String... more) {
    try (Submission rerun = sweep.submit(more)) {
      assertThat(rerun.exitCode()).as(rerun.said()).isZero();
    }
    assertThat(Results.of(sweep.results())).isEqualTo(Results.whole(TRIALS));
  }

  @Test
  void anExecutorKilledInMidTrial() {
    try (Submission run = slowly()) {
      inMidSweep(run);
      ProcessHandle victim = cluster.executors().get(0);
      assertThat(victim.destroyForcibly()).isTrue();
      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(run.said()).contains("Lost executor");
    }
    assertThat(Results.of(sweep.results())).isEqualTo(Results.whole(TRIALS));
    finishes();
  }

  @Test
  void aWorkerLost() {
    try (Submission run = slowly()) {
      inMidSweep(run);
      cluster.killWorker(1);
      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(run.said()).contains("Lost executor");
    } finally {
      cluster.startWorker(1);
    }
    assertThat(Results.of(sweep.results())).isEqualTo(Results.whole(TRIALS));
    finishes();
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
  void trialsThatThrowDivergeOrRunOutOfMemory() {
    // Seed 43: 16 trials, of which each rule takes those of one kind.
    for (Faults faults :
        List.of(new Faults().throwing(43), new Faults().diverging(43), new Faults().hungry(43))) {
      try (Submission run = sweep.submit(faults, "--fresh")) {
        assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
        assertThat(run.said()).contains("16 completed, 0 already done, 16 without result");
      }
      assertThat(Results.of(sweep.results())).isEqualTo(new Results(TRIALS / 2, 0, TRIALS / 2, 0));
    }
    assertThat(
            Results.query(
                sweep.results(), "select distinct error, seed from trials where status = 'FAILED'"))
        .singleElement()
        .satisfies(row -> assertThat(row.mkString("/")).isEqualTo("OutOfMemoryError/43"));
    try (Submission untouched = sweep.submit()) {
      assertThat(untouched.exitCode()).as("failed trials still have no result").isEqualTo(1);
    }
    finishes("--retry-failed");
  }

  @Test
  void anOutputFolderThatBecomesUnwritable() throws IOException {
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
    finishes();
  }

  @Test
  void aFileCutShortByAnEarlierCrash() throws IOException {
    finishes("--stack", "2");
    for (String table : List.of("trials", "epochs")) {
      Folder file = Results.files(sweep.results(), table).get(0);
      cutShort(file);
      try (Submission rerun = sweep.submit()) {
        assertThat(rerun.exitCode()).as(rerun.said()).isZero();
        assertThat(rerun.said()).contains("set aside", file.path().getName());
        assertThat(rerun.said()).contains("2 completed, 30 already done, 0 without result");
      }
      assertThat(Results.of(sweep.results())).isEqualTo(Results.whole(TRIALS));
    }
    finishes();
  }

  @Test
  void twoSweepsOnOneFolderAtOnce() throws IOException {
    Path refused = folder.resolve("refused");
    Faults meanwhile = new Faults().slowUntil(refused, 500);
    try (Submission first = sweep.submit(meanwhile, "--stack", "2")) {
      inMidSweep(first);
      try (Submission second = sweep.submit()) {
        assertThat(second.exitCode()).as(second.said()).isEqualTo(2);
        assertThat(second.said()).contains("is in use by another process (sweep");
      }
      Files.createFile(refused);
      assertThat(first.exitCode()).as(first.said()).isZero();
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
