package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protocol {@code anchored} from the command line, from raw file to page and forecasts. */
class AnchoredRunTest {

  private static final String GRID =
      """
      datasets = [sp500]
      protocols = [strict, anchored]
      architectures = [rnn]
      lookbacks = [3]
      regularisers = [none, mc-dropout]
      seeds = ["1..2"]
      training { epochs = 4, hidden = 32, mc-passes = 3 }
      generate { sp500 = 200 }
      """;

  @TempDir private Path dir;

  @Test
  void isPreparedTrainedSummedUpAndScored() throws IOException {
    String grid = Files.writeString(dir.resolve("small.conf"), GRID).toString();
    String out = dir.resolve("out").toString();
    JsonNode document =
        Cli.run(
                "run",
                "--grid",
                grid,
                "--out",
                out,
                "--save-models",
                "best",
                "--skip-inference",
                "--json")
            .fine()
            .json();
    assertThat(document.path("protocols")).hasSize(2);
    JsonNode anchored = document.path("protocols").get(1);
    assertThat(anchored.path("protocol").asText()).isEqualTo("anchored");
    assertThat(anchored.path("cells")).hasSize(2);
    JsonNode naive = anchored.path("naive").get(0);
    // The same test targets, so the same errors of what looks at them alone.
    JsonNode strict = document.path("protocols").get(0).path("naive").get(0);
    assertThat(naive.path("mae").asDouble()).isEqualTo(strict.path("mae").asDouble());
    assertThat(naive.path("seasonal").asDouble()).isEqualTo(strict.path("seasonal").asDouble());
    assertThat(naive.path("ridge").asDouble()).isPositive();
    assertThat(document.path("paths").path("baselines").asText()).contains("baselines/run=small");

    assertThat(
            Cli.run(
                    "query",
                    "--out",
                    out,
                    "--format",
                    "csv",
                    "SELECT protocol, forecast, season FROM baselines ORDER BY protocol, forecast")
                .fine()
                .out())
        .isEqualTo(
            """
            protocol,forecast,season
            anchored,naive,
            anchored,ridge,
            anchored,seasonal-naive,5
            strict,naive,
            strict,ridge,
            strict,seasonal-naive,5
            """);
    assertThat(
            Cli.run("summarize", "--out", out, "--run", "small", "--skip-inference").fine().out())
        .contains("Test MAE in raw units, protocol 'anchored':")
        .contains("Ridge regression on the", "seasonal naive forecast")
        .containsPattern("data set network L protocol +naive season ridge");
    assertThat(Files.readString(dir.resolve("out/report/run=small/report.html")))
        .contains("data-protocol=\"anchored\"", "Against ridge regression on the window: ");

    try (Stream<Path> models = Files.list(dir.resolve("out/models/run=small"))) {
      List<Path> all = models.toList();
      assertThat(all).hasSize(4);
      for (Path model : all) {
        assertThat(Cli.run("score", "--model", model.toString(), "--out", out).fine().out())
            .contains("as in 'trials'");
      }
    }
  }
}
