package org.synprune.jobs.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cli.Cli;
import org.synprune.jobs.cli.SmallRun;
import org.synprune.jobs.cli.console.RowPrinter;

/** One trial of a real sweep, whole, and trained again. */
class ShowCommandTest {

  @TempDir private Path dir;

  private static List<JsonNode> query(String out, String sql) {
    return Cli.run("query", "--out", out, "--format", "json", sql)
        .fine()
        .out()
        .lines()
        .map(Cli::json)
        .toList();
  }

  private static Cli.Ended show(String... args) {
    List<String> all = new ArrayList<>(List.of("show", "--out", SmallRun.get().out()));
    all.addAll(List.of(args));
    return Cli.run(all.toArray(String[]::new));
  }

  private static JsonNode pruned() {
    return query(
            SmallRun.get().out(),
            "SELECT * FROM trials WHERE run = 'small' AND regulariser = 'synaptic-pruning'"
                + " AND seed = 2")
        .get(0);
  }

  @Test
  void aTrialIsShownWholeByTheFirstDigitsOfItsId() {
    JsonNode trial = pruned();
    String id = trial.path("trial_id").asText();
    String text = show(id.substring(0, 12)).fine().out();
    assertThat(text)
        .contains("trial      " + id + " of run small")
        .contains("sp500, protocol strict, rnn, lookback 3, synaptic-pruning, seed 2")
        .contains("COMPLETED at attempt 1")
        .contains("MAE " + RowPrinter.rounded(trial.path("mae").asDouble()))
        .contains("epochs=4", "hidden=4", "max-sparsity=0.7")
        .contains(
            "PyTorch",
            "DJL 0.3",
            "Spark " + trial.path("spark_version").asText(),
            trial.path("data_sha256").asText())
        .contains("the naive forecast has MAE", "the ridge forecast has MAE")
        .contains("the seasonal-naive forecast has MAE")
        .contains("rerun      scripts/synprune sweep --out ");
    assertThat(text).isASCII();
    List<String> lines = text.lines().toList();
    assertThat(lines)
        .anyMatch(line -> line.matches("epoch +train_loss +validation_loss +validation_mae .*"));
    assertThat(lines.stream().filter(line -> line.matches(" +[1-4]  .*"))).hasSize(4);
    assertThat(lines).anyMatch(line -> line.matches("sparsity +[_.:=+*#-]{4}  0 to 0\\.[67].*"));
    List<JsonNode> layers =
        query(
            SmallRun.get().out(),
            "SELECT layer, pruned FROM layers WHERE epoch = 4 AND trial_id = '" + id + "'");
    assertThat(layers).isNotEmpty();
    for (JsonNode layer : layers) {
      assertThat(lines)
          .anyMatch(
              line ->
                  line.matches(
                      Pattern.quote(layer.path("layer").asText())
                          + " .* "
                          + layer.path("pruned").asText()
                          + " .*"));
    }
  }

  @Test
  void itsCommandTrainsTheSameTrialAgainToTheSameBits() {
    Path copy = SmallRun.get().copy(dir.resolve("out"));
    JsonNode trial = pruned();
    String id = trial.path("trial_id").asText();
    String grid = dir.resolve("one.conf").toString();
    JsonNode shown =
        Cli.run("show", id, "--out", copy.toString(), "--json", "--write-grid", grid).fine().json();
    assertThat(shown.at("/trial/mae").asDouble()).isEqualTo(trial.path("mae").asDouble());
    assertThat(shown.at("/trial/config/training/epochs").asInt()).isEqualTo(4);
    assertThat(shown.path("epochs")).hasSize(4);
    List<String> rerun = new ArrayList<>();
    shown.path("rerun").forEach(argument -> rerun.add(argument.asText()));
    assertThat(rerun).startsWith("sweep").contains("--grid", grid, "--seeds", "2");
    assertThat(Cli.run("show", id, "--out", copy.toString(), "--write-grid", grid).fine().out())
        .contains("\nrerun      scripts/synprune " + String.join(" ", rerun) + "\n");
    assertThat(Cli.run(rerun.toArray(String[]::new)).fine().out()).contains("1 completed");

    String bits = "trial_id, mae, rmse, mae_best_epoch, achieved_sparsity, data_sha256, config";
    List<JsonNode> both =
        query(
            copy.toString(),
            "SELECT DISTINCT " + bits + " FROM trials WHERE trial_id = '" + id + "'");
    assertThat(both).hasSize(1);
    assertThat(query(copy.toString(), "SELECT run FROM trials WHERE trial_id = '" + id + "'"))
        .extracting(row -> row.path("run").asText())
        .containsExactlyInAnyOrder("small", "rerun-" + id.substring(0, 8));
    Cli.run("show", id, "--out", copy.toString())
        .refused("is in several runs: rerun-" + id.substring(0, 8) + ", small", "--run");
    assertThat(Cli.run("show", id, "--run", "small", "--out", copy.toString()).fine().out())
        .contains("of run small");
  }

  @Test
  void anArmWithSettingsOfItsOwnIsShownAndTrainedAgain() {
    String out = SmallRun.get().copy(dir.resolve("out")).toString();
    String arm =
        "{ name = half, type = pruning, max-sparsity = 0.5, scope = uniform,"
            + " schedule { name = polynomial, power = 2 } }";
    String[] sweep = {
      "sweep",
      "--out",
      out,
      "--run",
      "arms",
      "--grid",
      SmallRun.get().grid(),
      "--seeds",
      "1",
      "--set",
      "training.hidden=8",
      "--set",
      "regularisers=[" + arm + "]",
      "--quiet"
    };
    Cli.run(sweep).fine();
    JsonNode trial =
        query(out, "SELECT trial_id, mae, hidden, max_sparsity FROM trials WHERE run = 'arms'")
            .get(0);
    assertThat(trial.path("hidden").asInt()).isEqualTo(8);
    assertThat(trial.path("max_sparsity").asDouble()).isEqualTo(0.5);
    String id = trial.path("trial_id").asText();
    String grid = dir.resolve("one.conf").toString();
    assertThat(Cli.run("show", id, "--out", out, "--write-grid", grid).fine().out())
        .contains("rnn, lookback 3, half, seed 1", "max-sparsity=0.5", "power=2", "type=pruning");
    JsonNode shown = Cli.run("show", id, "--out", out, "--json", "--write-grid", grid).json();
    assertThat(shown.at("/trial/config/regulariser/scope").asText()).isEqualTo("uniform");
    assertThat(shown.at("/trial/regulariser_settings/max-sparsity").asDouble()).isEqualTo(0.5);
    List<String> rerun = new ArrayList<>();
    shown.path("rerun").forEach(argument -> rerun.add(argument.asText()));
    assertThat(Cli.run(rerun.toArray(String[]::new)).fine().out()).contains("1 completed");
    assertThat(query(out, "SELECT DISTINCT mae FROM trials WHERE trial_id = '" + id + "'"))
        .hasSize(1);
    assertThat(query(out, "SELECT run FROM trials WHERE trial_id = '" + id + "'")).hasSize(2);
  }

  @Test
  void aNamedGridIsFoundBySettings() {
    Path out = dir.resolve("out");
    Cli.run(
            Stream.of(
                    "run --grid quick --dataset sp500 --architecture rnn --lookback 1"
                        + " --regulariser none --seeds 7 --quiet --out")
                .flatMap(
                    text -> Stream.concat(Stream.of(text.split(" ")), Stream.of(out.toString())))
                .toArray(String[]::new))
        .fine();
    String id =
        query(out.toString(), "SELECT trial_id FROM trials").get(0).path("trial_id").asText();
    assertThat(Cli.run("show", id, "--out", out.toString()).fine().out())
        .contains(
            "rerun      scripts/synprune sweep --out "
                + out
                + " --run rerun-"
                + id.substring(0, 8)
                + " --grid quick --dataset sp500 --protocol strict --architecture rnn --lookback 1"
                + " --regulariser none --seeds 7 --preset paper\n");
  }

  @Test
  void aTrialThatFailedShowsEveryError() {
    String id =
        query(SmallRun.get().out(), "SELECT DISTINCT trial_id FROM trials WHERE run = 'broken'")
            .get(0)
            .path("trial_id")
            .asText();
    assertThat(show(id).fine().out())
        .contains("FAILED at attempt 2")
        .contains("error      attempt 1: DivergedException")
        .contains("error      attempt 2: DivergedException")
        .contains("no grid in conf/grids has this trial's settings", "--grid GRID.conf")
        .doesNotContain("MAE", "train_loss");
  }

  @Test
  void idsThatMeanNoneOrSeveralAreRefused() {
    show("ffffffffffffffffffff").refused("no trial id in", "starts with 'ffffffffffffffffffff'");
    show("sp500").refused("trial id is 'sp500', expected hex digits");
    // Five trials have ids that start with one of sixteen digits: some two share one, or not.
    List<JsonNode> ids =
        query(
            SmallRun.get().out(),
            "SELECT substr(trial_id, 1, 1) AS digit, count(DISTINCT trial_id) AS ids FROM trials"
                + " GROUP BY 1 ORDER BY 2 DESC");
    JsonNode most = ids.get(0);
    if (most.path("ids").asInt() > 1) {
      show(most.path("digit").asText()).refused("several trial ids start with", "sp500");
    } else {
      show(most.path("digit").asText()).fine();
    }
    Cli.run("show", "ab", "--out", dir.toString()).refused("holds no results");
  }
}
