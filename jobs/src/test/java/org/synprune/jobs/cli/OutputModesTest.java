package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --json} and {@code --quiet} print, and where. */
class OutputModesTest {

  @TempDir private Path dir;

  @Test
  void jsonOfARunIsOneDocumentWithCountsPathsCellsAndVerdicts() {
    Cli.Ended ended = SmallRun.get().small().fine();
    JsonNode document = ended.json();
    assertThat(document.path("command").asText()).isEqualTo("run");
    assertThat(document.path("run").asText()).isEqualTo("small");
    assertThat(document.at("/trials/planned").asInt()).isEqualTo(4);
    assertThat(document.at("/trials/completed").asInt()).isEqualTo(4);
    assertThat(document.at("/trials/already_done").asInt()).isZero();
    assertThat(document.at("/trials/without_result").asInt()).isZero();
    assertThat(document.at("/series/0/dataset").asText()).isEqualTo("sp500");
    assertThat(document.at("/series/0/rows").asInt()).isEqualTo(200);
    assertThat(Path.of(document.at("/paths/trials").asText())).isDirectory();
    assertThat(Path.of(document.at("/paths/cells").asText())).isDirectory();
    JsonNode strict = document.at("/protocols/0");
    assertThat(strict.path("protocol").asText()).isEqualTo("strict");
    assertThat(strict.path("cells")).hasSize(2);
    JsonNode none = strict.at("/cells/0");
    JsonNode pruned = strict.at("/cells/1");
    assertThat(none.path("regulariser").asText()).isEqualTo("none");
    assertThat(none.path("n").asInt()).isEqualTo(2);
    assertThat(none.path("mean").asDouble())
        .isBetween(none.path("ci_low").asDouble(), none.path("ci_high").asDouble());
    assertThat(strict.path("verdicts")).hasSize(1);
    boolean noneIsBest = none.path("mean").asDouble() < pruned.path("mean").asDouble();
    assertThat(strict.at("/verdicts/0/best").asText())
        .isEqualTo(noneIsBest ? "none" : "synaptic-pruning");
    assertThat(strict.at("/verdicts/0/significant").asBoolean()).isFalse();
    assertThat(strict.at("/verdicts/0/runner_up").asText()).isIn("none", "synaptic-pruning");
    assertThat(strict.at("/verdicts/0/p_adjusted").asDouble()).isBetween(0.49, 1.0);
    assertThat(strict.at("/answers/0/treatment").asText()).isEqualTo("synaptic-pruning");
    assertThat(strict.at("/answers/0/against").asText()).isEqualTo("none");
    assertThat(strict.at("/answers/0/verdict").asText()).isEqualTo("too-few-seeds");
    assertThat(strict.at("/answers/0/difference").isNumber()).isTrue();
    assertThat(ended.err())
        .contains("prepared", "4 completed", "Test MAE in raw units")
        .contains("4 of 4 done, 0 running, 0 failed");
  }

  @Test
  void quietPrintsNothingButWhatWentWrong() {
    Cli.Ended broken = SmallRun.get().broken();
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out()).isEmpty();
    assertThat(broken.err().lines())
        .singleElement()
        .asString()
        .matches("synprune: 1 of 1 trials failed: 1 loss not a number \\(trial [0-9a-f]{8}\\)");

    Path copy = SmallRun.get().copy(dir.resolve("out"));
    Cli.Ended summed = Cli.run("summarize", "--run", "small", "--quiet", "--out", copy.toString());
    assertThat(summed.fine().out() + summed.err()).isEmpty();
    Cli.Ended both =
        Cli.run("summarize", "--run", "small", "-q", "--json", "--out", copy.toString());
    assertThat(both.fine().err()).isEmpty();
    assertThat(both.json().at("/protocols/0/cells")).hasSize(2);
  }

  @Test
  void aRefusalLeavesStandardOutputEmpty() {
    Cli.Ended ended =
        Cli.run("summarize", "--json", "--run", "x", "--out", dir.resolve("out").toString());
    ended.refused("holds no trials");
    assertThat(ended.out()).isEmpty();
  }
}
