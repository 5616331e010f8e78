package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the command line: several steps are forecast, scored, shown and summed up. */
class HorizonTest {

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn]
      lookbacks = [3]
      horizon = [1, 4]
      regularisers = [none, mc-dropout]
      seeds = [1]
      training { epochs = 4, hidden = 8, mc-passes = 3 }
      generate { sp500 = 200 }
      """;

  @TempDir private Path dir;

  private String out;
  private JsonNode summary;

  @BeforeEach
  void run() throws IOException {
    Path grid = Files.writeString(dir.resolve("steps.conf"), GRID);
    out = dir.resolve("out").toString();
    summary =
        Cli.run(
                "run",
                "--grid",
                grid.toString(),
                "--out",
                out,
                "--save-models",
                "best",
                "--skip-inference",
                "-q",
                "--json")
            .fine()
            .json();
  }

  private List<JsonNode> query(String sql) {
    return Cli.run("query", "--out", out, "--format", "json", sql)
        .fine()
        .out()
        .lines()
        .map(Cli::json)
        .toList();
  }

  @Test
  void aModelForecastsAllStepsWithTheErrorOfItsTrial() {
    List<JsonNode> trials =
        query("SELECT trial_id, mae FROM trials WHERE horizon = 4 ORDER BY regulariser");
    assertThat(trials).hasSize(2);
    for (JsonNode trial : trials) {
      String id = trial.path("trial_id").asText();
      String model = out + "/models/run=steps/" + id;
      assertThat(Cli.run("score", "--model", model, "--out", out).fine().out())
          .contains("lookback 3, horizon 4, ", "as in 'trials'");
      List<JsonNode> steps =
          query(
              "SELECT f.step, avg(abs(f.forecast - f.actual)) AS mae, max(s.mae) AS expected,"
                  + " count(*) AS n FROM forecasts f JOIN steps s"
                  + " ON f.trial_id = s.trial_id AND f.step = s.step WHERE f.trial_id = '"
                  + id
                  + "' GROUP BY f.step ORDER BY f.step");
      assertThat(steps).extracting(row -> row.path("step").asInt()).containsExactly(1, 2, 3, 4);
      for (JsonNode step : steps) {
        assertThat(step.path("mae").asDouble() / step.path("expected").asDouble())
            .isBetween(1 - 1e-9, 1 + 1e-9);
      }
    }
    assertThat(query("SELECT 1 FROM forecasts WHERE forecast_sd > 0")).isNotEmpty();
  }

  @Test
  void aTrialIsShownAndTrainedAgain() {
    JsonNode trial =
        query("SELECT trial_id FROM trials WHERE horizon = 4 AND regulariser = 'none'").get(0);
    String id = trial.path("trial_id").asText();
    JsonNode shown = Cli.run("show", id, "--out", out, "--json").fine().json();
    assertThat(shown.at("/trial/config/horizon").asInt()).isEqualTo(4);
    String grid = dir.resolve("one.conf").toString();
    shown = Cli.run("show", id, "--out", out, "--json", "--write-grid", grid).fine().json();
    List<String> rerun = new ArrayList<>();
    shown.path("rerun").forEach(argument -> rerun.add(argument.asText()));
    assertThat(Cli.run(rerun.toArray(String[]::new)).fine().out()).contains("1 completed");
    assertThat(query("SELECT DISTINCT mae FROM trials WHERE trial_id = '" + id + "'")).hasSize(1);
    assertThat(query("SELECT run FROM trials WHERE trial_id = '" + id + "'")).hasSize(2);
  }

  @Test
  void eachHorizonHasItsOwnCellsAndNaiveForecast() {
    JsonNode protocol = summary.at("/protocols/0");
    assertThat(protocol.path("naive"))
        .extracting(one -> one.path("horizon").asInt())
        .containsExactly(1, 4);
    assertThat(protocol.at("/naive/1/mae").asDouble())
        .isGreaterThan(protocol.at("/naive/0/mae").asDouble());
    assertThat(protocol.path("cells"))
        .extracting(one -> one.path("variant").asText())
        .containsExactly("", "", "horizon=4", "horizon=4");
  }
}
