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
    Cli.run("run", "--grid", grid.toString(), "--out", out, "--save-models", "best", "-q").fine();
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
    Cli.run("run", "--grid", grid.toString(), "--out", out, "--save-models", "all", "-q").fine();
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
    Cli.run("summarize", "--run", "kept", "--out", out, "-q").fine();
    String data =
        Files.readString(page)
            .lines()
            .filter(l -> l.contains("report-data\">{"))
            .findFirst()
            .orElseThrow();
    assertThat(data).contains("\"networks\":2").contains("\"times\":[1");
  }
}
