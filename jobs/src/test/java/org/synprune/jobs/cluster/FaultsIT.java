package org.synprune.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clusters do to a sweep, done to one on real processes. After each: nothing lost, nothing
 * doubled, an exit code that tells the truth, and a rerun that finishes the rest.
 */
class FaultsIT {

  private static final int TRIALS = SmallSweep.TRIALS;
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir private static Path home;
  private static Standalone cluster;
  private static Path series;

  @TempDir private Path folder;
  private SmallSweep sweep;

  @BeforeAll
  static void start() {
    series = SmallSweep.prepare(home);
    cluster = Standalone.start(home, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void begin() {
    sweep = SmallSweep.alone(cluster, folder, series);
  }

  /** Waits until some units are written and others are at work. */
  private void inMidSweep(Submission run) {
    Waiting.until(
        SOON,
        () -> "the first results: " + run.said(),
        () -> Results.filesOf(sweep.out()) >= 2 || !run.isAlive());
    assertThat(run.isAlive()).as(run.said()).isTrue();
    assertThat(Results.filesOf(sweep.out())).isLessThan(TRIALS / 2);
  }

  /** Begins the sweep, slow enough to be disturbed, in units of two trials. */
  private Submission slowly() {
    return sweep.submit(new Faults().slow(100), "--stack", "2");
  }

  private void finishes(String... more) {
    try (Submission rerun = sweep.submit(more)) {
      assertThat(rerun.exitCode()).as(rerun.said()).isZero();
    }
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
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
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
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
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
    finishes();
  }

  @Test
  void theDriverKilledAndTheSweepStartedAgainAtOnce() {
    try (Submission run = slowly()) {
      inMidSweep(run);
      run.kill();
      assertThat(run.exitCode()).isNotZero();
    }
    finishes();
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
      assertThat(Results.of(sweep.out())).isEqualTo(new Results(TRIALS / 2, 0, TRIALS / 2, 0));
    }
    assertThat(
            Results.query(
                sweep.out(), "select distinct error, seed from trials where status = 'FAILED'"))
        .singleElement()
        .satisfies(row -> assertThat(row.mkString("/")).isEqualTo("OutOfMemoryError/43"));
    try (Submission untouched = sweep.submit()) {
      assertThat(untouched.exitCode()).as("failed trials still have no result").isEqualTo(1);
    }
    finishes("--retry-failed");
  }

  @Test
  void anOutputFolderThatBecomesUnwritable() throws IOException {
    Path staging = sweep.out().resolve(".staging");
    try (Submission run = slowly()) {
      inMidSweep(run);
      // As root one may write everywhere, but not below a file.
      Path moved = folder.resolve("moved");
      Waiting.until(SOON, () -> "staging", () -> Files.exists(staging));
      Files.move(staging, moved);
      Files.createFile(staging);
      assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
      assertThat(run.said().lines().filter(line -> line.startsWith("synprune: can't read or")))
          .singleElement()
          .satisfies(line -> assertThat(line).contains(".staging"));
    }
    Results left = Results.of(sweep.out());
    assertThat(left.trials()).isPositive().isLessThan(TRIALS);
    assertThat(left.doubled()).isZero();
    Files.delete(staging);
    finishes();
  }

  @Test
  void aFileCutShortByAnEarlierCrash() throws IOException {
    finishes("--stack", "2");
    for (String table : List.of("trials", "epochs")) {
      Path file = firstFile(sweep.out().resolve(table).resolve("run=cluster"));
      try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
        channel.truncate(Files.size(file) / 2);
      }
      try (Submission rerun = sweep.submit()) {
        assertThat(rerun.exitCode()).as(rerun.said()).isZero();
        assertThat(rerun.said()).contains("set aside", file.getFileName().toString());
        assertThat(rerun.said()).contains("2 completed, 30 already done, 0 without result");
      }
      assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
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
        assertThat(second.said()).contains("is in use by another process (sweep)");
      }
      Files.createFile(refused);
      assertThat(first.exitCode()).as(first.said()).isZero();
    }
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
    finishes();
  }

  private static Path firstFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }
}
