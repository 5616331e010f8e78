package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.storage.RemoteFolders;

/** Raw files, series, models and forecasts may all lie in another store. */
class RemoteCommandsTest {

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn]
      lookbacks = [3]
      regularisers = [none]
      seeds = [1]
      training { epochs = 2, hidden = 8 }
      generate { sp500 = 200 }
      """;

  @TempDir private Path dir;
  private RemoteFolders remote;

  @BeforeEach
  void store() {
    // A session that is open already has settings of its own.
    SparkSession spark = LocalSpark.get();
    remote = RemoteFolders.renaming(dir).in(spark).inSystem();
  }

  @AfterEach
  void forget() {
    remote.outOfSystem();
  }

  private static List<String> names(Path folder) {
    return Arrays.stream(folder.toFile().list()).sorted().toList();
  }

  @Test
  void aModelOfAStoreIsScoredOnTheSeriesOfTheStore() throws IOException {
    Path grid = Files.writeString(dir.resolve("kept.conf"), GRID);
    String out = remote.address("out");
    // Without --data the raw file is generated beside the results.
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
    assertThat(remote.local("out/raw/AAPL_data.csv")).exists();
    String id = names(remote.local("out/models/run=kept")).get(0);
    Cli.run("score", "--model", out + "/models/run=kept/" + id, "--out", out).fine();
    assertThat(remote.local("out/forecasts/run=kept/trial_id=" + id + "/_SUCCESS")).exists();

    Cli.Ended scored =
        Cli.run(
            "score",
            "--model",
            out + "/models/run=kept/" + id,
            "--data",
            out + "/raw",
            "--to",
            remote.address("elsewhere"),
            "--out",
            out);
    assertThat(scored.fine().out()).contains("as in 'trials'", remote.address("elsewhere"));
    assertThat(Cli.run("query", "--out", out, "SELECT count(*) AS n FROM series").fine().out())
        .contains("200");
    assertThat(names(dir)).containsExactly("kept.conf", remote.local("").getFileName().toString());
  }

  @Test
  void prepareReadsAndWritesAddresses() {
    String raw = remote.address("raw");
    Cli.run("generate", "--dataset", "sp500", "--rows", "300", "--out", raw + "/AAPL_data.csv.gz")
        .fine();
    String[] prepare = {
      "prepare", "--dataset", "sp500", "--data", raw, "--out", remote.address("out"), "--json"
    };
    assertThat(Cli.run(prepare).fine().json().at("/series/0/path").asText())
        .isEqualTo(remote.address("out/series/sp500/strict"));
    assertThat(Cli.run(prepare).fine().json().at("/series/0/reused").asBoolean()).isTrue();
    Cli.run("dataset", "check", "sp500", "--data", raw).fine();
    Cli.run("prepare", "--dataset", "sp500", "--data", raw, "--out", "nosuch://host/out")
        .refused("nosuch://host/out", "no Hadoop client");
    Cli.run("prepare", "--dataset", "sp500", "--data", remote.address("none"), "--out", "out")
        .refused(remote.address("none") + ": no such folder");
  }
}
