package org.synprune.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on two workers with two GPUs each. */
class ClusterIT {

  private static final String RESULTS =
      "select trial_id, mae, rmse, mase, achieved_sparsity, restored_epoch, status from trials"
          + " order by trial_id";

  @TempDir private static Path home;
  private static Standalone cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    cluster = Standalone.start(home, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void allFourGpusAreGivenToTasksAndResultsAreThoseOfOneProcess() {
    SmallSweep spread = SmallSweep.whole(cluster, folder);
    try (Submission run = spread.submit(new Faults().slow(20), Map.of(), "--stack", "2")) {
      assertThat(run.exitCode()).as(run.said()).isZero();
    }
    assertThat(Results.of(spread.out())).isEqualTo(Results.whole(SmallSweep.TRIALS));
    assertThat(
            Results.query(
                spread.out(), "select distinct device, gpu_address from trials order by 2"))
        .extracting(row -> row.mkString(" on "))
        .containsExactly("cpu on 0", "cpu on 1", "cpu on 2", "cpu on 3");
    List<Row> of4 = Results.query(spread.out(), RESULTS);

    try (Submission again =
        spread.submit("", Map.of("spark.cores.max", "1"), "--device", "cpu", "--fresh")) {
      assertThat(again.exitCode()).as(again.said()).isZero();
    }
    assertThat(Results.query(spread.out(), RESULTS)).isEqualTo(of4);
    assertThat(Results.query(spread.out(), "select distinct gpu_address from trials")).hasSize(1);
  }

  @Test
  void aGpuThatTheNativeLibraryCannotUseIsOneSentence() {
    SmallSweep sweep = SmallSweep.whole(cluster, folder);
    try (Submission run = sweep.submit("", Map.of())) {
      assertThat(run.exitCode()).as(run.said()).isEqualTo(2);
      assertThat(run.said().lines().filter(line -> line.startsWith("synprune: ")))
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line)
                      .contains("GPU", "is asked for", "profile 'cuda'", "PYTORCH_LIBRARY_PATH"));
    }
    assertThat(Results.filesOf(sweep.out())).isZero();
  }
}
