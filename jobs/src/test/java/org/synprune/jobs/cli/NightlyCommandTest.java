package org.synprune.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.nightly.NightlyRun;
import org.synprune.jobs.storage.Folder;
import picocli.CommandLine;

/** Nights as operations see them: what is run, what is said, and the exit code. */
class NightlyCommandTest {

  @TempDir private Path dir;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void writeGrid() throws IOException {
    grid("1e-3");
  }

  private void grid(String learningRate) throws IOException {
    Files.writeString(
        dir.resolve("small.conf"),
        String.format(
            """
            datasets = [sp500]
            architectures = [rnn]
            lookbacks = [3]
            regularisers = [none, dropout]
            seeds = ["1..8"]
            training { epochs = 4, hidden = 4, learning-rate = %s }
            generate { sp500 = 200 }
            """,
            learningRate));
  }

  private Ended night(String date, String... more) {
    return night(dir.resolve("out"), date, more);
  }

  private Ended night(Path folder, String date, String... more) {
    List<String> args = new ArrayList<>(List.of("nightly", "--date", date));
    args.addAll(List.of("--grid", dir.resolve("small.conf").toString()));
    args.addAll(List.of("--out", folder.toString()));
    args.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(args.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }

  private static String lastLine(Ended ended) {
    return ended.out().lines().reduce((first, second) -> second).orElse("").strip();
  }

  private Path folder(String table, String date) {
    return dir.resolve("out/" + table + "/run=nightly-" + date);
  }

  /** Leaves all trials of a night for another, with other results: as if they had been trained. */
  private void plant(String from, String to, UnaryOperator<Dataset<Row>> change) {
    Dataset<Row> trials = LocalSpark.get().read().parquet(folder("trials", from).toString());
    change.apply(trials).coalesce(1).write().parquet(folder("trials", to).toString());
  }

  private List<String> regressions(String date) {
    return LocalSpark.get()
        .read()
        .parquet(folder("regressions", date).toString())
        .selectExpr(
            "concat_ws(' ', measure, dataset, architecture, lookback, regulariser, protocol, n,"
                + " round(ratio, 6), verdict)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void threeNightsTheThirdWithAPlantedRegression() throws IOException {
    String[] untimed = {"--throughput-tolerance", "0.99"};
    Ended first = night("2026-11-01", untimed);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("16 completed, 0 already done, 0 without result");
    assertThat(lastLine(first)).contains("fine", "no earlier night");
    assertThat(regressions("2026-11-01")).isEmpty();
    assertThat(folder("cells", "2026-11-01")).isNotEmptyDirectory();

    Ended second = night("2026-11-02", untimed);
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out())
        .contains("16 completed, 0 already done", "1 earlier night:\n           nightly-2026-11-01")
        .contains("all trials equal their median to the last bit");
    assertThat(lastLine(second)).isEqualTo("verdict    fine");
    assertThat(regressions("2026-11-02"))
        .hasSize(3)
        .contains("mae sp500 rnn 3 none strict 8 1.0 fine")
        .contains("mae sp500 rnn 3 dropout strict 8 1.0 fine");

    plant(
        "2026-11-02",
        "2026-11-03",
        trials ->
            trials.withColumn(
                "mae",
                when(col("regulariser").equalTo("dropout"), col("mae").multiply(1.2))
                    .otherwise(col("mae"))));
    Ended third = night("2026-11-03", untimed);
    assertThat(third.code()).as(third.err()).isEqualTo(1);
    assertThat(third.out()).contains("0 completed, 16 already done", "8 of 16 trials");
    assertThat(lastLine(third)).endsWith("regression: 1 of 2 cells with larger errors");
    assertThat(regressions("2026-11-03"))
        .contains("mae sp500 rnn 3 none strict 8 1.0 fine")
        .contains("mae sp500 rnn 3 dropout strict 8 1.2 worse");

    plant(
        "2026-11-02",
        "2026-11-04",
        trials ->
            trials.withColumn(
                "mae",
                col("mae")
                    .multiply(
                        when(col("seed").mod(2).equalTo(0), 0.9)
                            .otherwise(col("seed").multiply(0.01).plus(1.05)))));
    Ended noisy = night("2026-11-04", untimed);
    assertThat(noisy.code()).as(noisy.out()).isZero();
    assertThat(noisy.out()).contains("16 of 16 trials differ");

    plant(
        "2026-11-02",
        "2026-11-05",
        trials -> trials.withColumn("seconds_train", col("seconds_train").multiply(100)));
    Files.createDirectories(dir.resolve("out/trials/run=mine"));
    Files.createDirectories(dir.resolve("out/trials/run=nightly-mine"));
    Ended slow = night("2026-11-05", "--nights", "2", "--keep", "2");
    assertThat(slow.code()).as(slow.err()).isEqualTo(1);
    assertThat(lastLine(slow)).endsWith("regression: lower throughput");
    assertThat(slow.out())
        .contains("nightly-2026-11-04, nightly-2026-11-03")
        .contains("removed    nightly-2026-11-01", "removed    nightly-2026-11-03");
    assertThat(dir.resolve("out/trials"))
        .isDirectoryNotContaining("glob:**/run=nightly-2026-11-0{1,2,3}");
    for (String kept :
        List.of("mine", "nightly-mine", "nightly-2026-11-04", "nightly-2026-11-05")) {
      assertThat(dir.resolve("out/trials/run=" + kept)).isDirectory();
    }
    assertThat(folder("regressions", "2026-11-03")).doesNotExist();
    assertThat(folder("epochs", "2026-11-01")).doesNotExist();
  }

  @Test
  void aNightWithoutResultsIsBrokenAndIsFinishedByTheNextStart() throws IOException {
    grid("1e30");
    Ended broken = night("2026-11-01");
    assertThat(broken.code()).as(broken.out()).isEqualTo(2);
    assertThat(lastLine(broken)).contains("broken: ", "no result");
    assertThat(folder("regressions", "2026-11-01")).doesNotExist();

    // Settings can't change within a night, but a night can be started over.
    grid("1e-3");
    Ended other = night("2026-11-01");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("with other training or pruning settings", "--fresh");
    Ended fresh = night("2026-11-01", "--fresh");
    assertThat(fresh.code()).as(fresh.err()).isZero();

    // Trials that failed are tried again, the others are left alone.
    plant(
        "2026-11-01",
        "2026-11-02",
        trials ->
            trials
                .where(col("seed").leq(6))
                .withColumn(
                    "status", when(col("seed").equalTo(5), "FAILED").otherwise(col("status"))));
    Ended mended = night("2026-11-02", "--throughput-tolerance", "0.99");
    assertThat(mended.code()).as(mended.out()).isZero();
    assertThat(mended.out())
        .contains("continued", "6 completed, 10 already done, 0 without result")
        .contains("to the last bit");

    grid("2e-3");
    Ended changed = night("2026-11-03");
    assertThat(changed.code()).as(changed.err()).isZero();
    assertThat(changed.out())
        .contains("left out   nightly-2026-11-02: no trial in common with tonight")
        .contains("left out   nightly-2026-11-01");
    assertThat(lastLine(changed)).contains("fine", "no earlier night");
  }

  @Test
  void aSecondNightlyIsRefusedAndFaultsAreBroken() throws IOException {
    RunLock first = NightlyRun.lock(Folder.local(dir.resolve("out")));
    try {
      Ended second = night("2026-11-01");
      assertThat(second.code()).isEqualTo(2);
      assertThat(second.err()).contains("a nightly run is going on").doesNotContain("\tat ");
      assertThat(dir.resolve("out/trials")).doesNotExist();
      assertThat(dir.resolve("out/raw")).doesNotExist();
    } finally {
      first.close();
    }
    Path file = Files.writeString(dir.resolve("file"), "not a folder");
    Ended unwritable = night(file, "2026-11-01");
    assertThat(unwritable.code()).isEqualTo(2);
    assertThat(unwritable.err()).contains("can't read or write", file.toString());
  }

  private void gridOfOwnArms(String sparsity) throws IOException {
    Files.writeString(
        dir.resolve("small.conf"),
        String.format(
            """
            datasets = [sp500]
            architectures = [rnn]
            lookbacks = [3]
            regularisers = [
              none
              { name = pruned, type = synaptic-pruning, max-sparsity = %s }
              { name = spread, type = pruning, max-sparsity = 0.5, saliency = random }
            ]
            seeds = ["1..9"]
            training { epochs = 4, hidden = [4, 8] }
            generate { sp500 = 200 }
            """,
            sparsity));
  }

  @Test
  void armsWithSettingsOfTheirOwnAreComparedByNameAndVariant() throws IOException {
    String[] untimed = {"--throughput-tolerance", "0.99"};
    gridOfOwnArms("0.4");
    assertThat(night("2026-11-01", untimed).code()).isZero();
    plant(
        "2026-11-01",
        "2026-11-02",
        trials ->
            trials.withColumn(
                "mae",
                when(
                        col("regulariser")
                            .equalTo("spread")
                            .and(col("variant").equalTo("hidden=8")),
                        col("mae").multiply(1.2))
                    .otherwise(col("mae"))));
    Ended second = night("2026-11-02", untimed);
    assertThat(second.code()).as(second.err()).isEqualTo(1);
    assertThat(second.out())
        .contains("0 completed, 54 already done", "compared   6 cells (54 trials)")
        .contains("worse      sp500 rnn hidden=8 3 spread (strict): MAE ")
        .doesNotContain("new  ");
    assertThat(lastLine(second)).endsWith("regression: 1 of 6 cells with larger errors");
    assertThat(
            LocalSpark.get()
                .read()
                .parquet(folder("regressions", "2026-11-02").toString())
                .where("verdict = 'worse'")
                .selectExpr("concat_ws(' ', variant, regulariser, n, round(ratio, 6))")
                .collectAsList())
        .map(row -> row.getString(0))
        .containsExactly("hidden=8 spread 9 1.2");

    gridOfOwnArms("0.6");
    Ended third = night("2026-11-03", untimed);
    assertThat(third.code()).as(third.err()).isZero();
    assertThat(third.out())
        .contains("compared   4 cells (36 trials)")
        .contains("new        2 cells are not compared, as no earlier night has their arm,")
        .contains("or data: pruned (2)");
  }
}
