package org.synprune.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;

/** From the command line: models are kept, and forecast what their trials were scored with. */
class ScoreCommandTest {

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn]
      lookbacks = [3]
      regularisers = [none, mc-dropout, synaptic-pruning]
      seeds = ["1..2"]
      training { epochs = 4, hidden = 32, mc-passes = 3 }
      generate { sp500 = 200 }
      """;

  @TempDir private Path dir;

  private Dataset<Row> table(String name) {
    return LocalSpark.get().read().parquet(dir.resolve("out").resolve(name).toString());
  }

  private List<Path> models() throws IOException {
    try (Stream<Path> folders = Files.list(dir.resolve("out/models/run=kept"))) {
      return folders.sorted().toList();
    }
  }

  @Test
  void aRunKeepsTheBestModelsWhichForecastWithTheErrorOfTheirTrials() throws IOException {
    Path grid = Files.writeString(dir.resolve("kept.conf"), GRID);
    String out = dir.resolve("out").toString();
    Cli.run(
            "run",
            "--grid",
            grid.toString(),
            "--out",
            out,
            "--save-models",
            "best",
            "--skip-inference",
            "-q")
        .fine();
    assertThat(models()).hasSize(3);
    for (Path model : models()) {
      Cli.run("score", "--model", model.toString(), "--out", out).fine();
      String id = model.getFileName().toString();
      Row trial = table("trials").where(col("trial_id").equalTo(id)).head();
      List<Row> forecasts =
          table("forecasts").where(col("trial_id").equalTo(id)).orderBy("row").collectAsList();
      double sum = 0;
      for (Row row : forecasts) {
        sum += Math.abs(row.<Double>getAs("forecast") - row.<Double>getAs("actual"));
      }
      assertThat(forecasts).hasSize(trial.<Integer>getAs("test_windows"));
      assertThat(sum / forecasts.size()).isEqualTo(trial.<Double>getAs("mae"));
    }
    List<Row> timed =
        table("forecasts")
            .join(
                table("series/sp500/strict/rows-*")
                    .where("NOT halo")
                    .withColumnRenamed("time", "real"),
                "row")
            .collectAsList();
    assertThat(timed).hasSize((int) table("forecasts").count());
    assertThat(timed)
        .allSatisfy(
            row -> {
              assertThat(row.<LocalDateTime>getAs("time"))
                  .isNotNull()
                  .isEqualTo(row.<LocalDateTime>getAs("real"));
              assertThat(row.<Integer>getAs("step")).isEqualTo(1);
            });
    String model = models().get(0).toString();
    Cli.run("score", "--model", model, "--out", out).fine();
    String trials = dir.resolve("out/trials/run=kept").toString();
    long rows = table("trials").count();
    Cli.run("score", "--model", model, "--windows", trials, "--column", "mae", "--to", trials)
        .refused("is read, expected another folder");
    Cli.run("score", "--model", model, "--out", out, "--to", out)
        .refused("expected another folder");
    Cli.run("score", "--model", model, "--out", out, "--to", out + "/trials")
        .refused("wasn't written by 'score'");
    assertThat(table("trials").count()).isEqualTo(rows);
  }

  @Test
  void allModelsOfARunForecastAtOnceAndThePageDrawsThem() throws IOException {
    Path grid = Files.writeString(dir.resolve("kept.conf"), GRID);
    String out = dir.resolve("out").toString();
    Cli.run(
            "run",
            "--grid",
            grid.toString(),
            "--out",
            out,
            "--save-models",
            "all",
            "--skip-inference",
            "-q")
        .fine();
    Path page = dir.resolve("out/report/run=kept/report.html");
    assertThat(page)
        .content()
        .contains("6 networks of this run are saved: 'synprune score --run kept'");
    Cli.run("score", "--run", "kept", "--model", "x", "--out", out)
        .refused("together with --model");
    String said = Cli.run("score", "--run", "kept", "--out", out).fine().out();
    assertThat(said.lines().filter(line -> line.startsWith("scored "))).hasSize(6);
    assertThat(said).contains("synprune summarize --run kept");
    assertThat(table("forecasts").select("trial_id").distinct().count()).isEqualTo(6);
    Cli.run("summarize", "--run", "kept", "--out", out, "--skip-inference", "-q").fine();
    String data =
        Files.readString(page)
            .lines()
            .filter(l -> l.contains("report-data\">{"))
            .findFirst()
            .orElseThrow();
    assertThat(data).contains("\"networks\":2").contains("\"times\":[1");
  }

  @Test
  void modelsOfArmsWithSettingsOfTheirOwnAreChosenByTheirNames() throws IOException {
    Path grid =
        Files.writeString(
            dir.resolve("kept.conf"),
            """
            datasets = [sp500]
            architectures = [rnn]
            lookbacks = [3]
            regularisers = [
              none
              { name = "prune-{max-sparsity}", type = synaptic-pruning, max-sparsity = [0.3, 0.9] }
              { name = spread, type = pruning, max-sparsity = 0.5, saliency = random
                schedule { name = polynomial, power = 2 } }
            ]
            seeds = ["1..2"]
            training { epochs = 4, hidden = [16, 32] }
            generate { sp500 = 200 }
            """);
    String out = dir.resolve("out").toString();
    String[] run = {
      "run",
      "--grid",
      grid.toString(),
      "--out",
      out,
      "--save-models",
      "best",
      "--skip-inference",
      "-q"
    };
    Cli.run(run).fine();
    List<Path> kept = models();
    assertThat(kept).as("the best of 4 arms with 2 widths").hasSize(8);
    Cli.run(run).fine();
    assertThat(models()).as("after the same command again").isEqualTo(kept);

    String[] one = {"score", "--run", "kept", "--out", out, "--regulariser", "prune-0.9"};
    String said = Cli.run(one).fine().out();
    assertThat(said.lines().filter(line -> line.startsWith("scored")))
        .hasSize(2)
        .allMatch(line -> line.contains(", prune-0.9, seed ") && line.contains("as in 'trials'"));
    String rest = ", epochs 4, batch-size 64, learning-rate 0.001";
    assertThat(said.lines().filter(line -> line.startsWith("settings")))
        .containsExactlyInAnyOrder(
            "settings   type synaptic-pruning, max-sparsity 0.9; hidden 16" + rest,
            "settings   type synaptic-pruning, max-sparsity 0.9; hidden 32" + rest);
    assertThat(
            Cli.run("score", "--run", "kept", "--out", out, "--regulariser", "spread,none")
                .fine()
                .out())
        .contains(
            "settings   type pruning, max-sparsity 0.5, saliency random, schedule.name polynomial,"
                + " schedule.power 2; hidden 16")
        .contains("settings   hidden 32" + rest);
    Cli.run("score", "--run", "kept", "--out", out, "--regulariser", "prune-09")
        .refused(
            "--regulariser is 'prune-09', expected one of none, prune-0.3, prune-0.9, spread",
            "(did you mean 'prune-0.9'?)");
    assertThat(table("forecasts").select("trial_id").distinct().count()).isEqualTo(6);
  }
}
