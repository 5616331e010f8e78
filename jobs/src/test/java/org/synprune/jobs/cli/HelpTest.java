package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every subcommand. */
class HelpTest {

  /** The words that lead to each subcommand, the program itself included. */
  static Stream<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    collect(List.of(), Main.commandLine(), all);
    return all.stream();
  }

  private static void collect(List<String> words, CommandLine command, List<List<String>> all) {
    all.add(words);
    command
        .getSubcommands()
        .forEach(
            (name, below) -> {
              List<String> longer = new ArrayList<>(words);
              longer.add(name);
              collect(longer, below, all);
            });
  }

  private static String help(List<String> words) {
    List<String> arguments = new ArrayList<>(words);
    arguments.add("--help");
    Cli.Ended ended = Cli.run(arguments.toArray(String[]::new)).fine();
    assertThat(ended.err()).isEmpty();
    return ended.out();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsEightyColumnsAndEndsWithTheExitCodes(List<String> words) {
    List<String> lines = help(words).lines().toList();
    assertThat(lines.get(0)).startsWith(("Usage: synprune " + String.join(" ", words)).strip());
    assertThat(lines).allMatch(line -> line.length() <= 80);
    List<String> codes = lines.subList(lines.lastIndexOf("Exit codes:") + 1, lines.size());
    assertThat(codes.stream().filter(line -> line.matches("  \\d+ .*")).map(HelpTest::code))
        .containsExactly(0, 1, 2, 130);
    assertThat(codes).allMatch(line -> line.matches("  (\\d+)? +\\S.*"));
    assertThat(codes.get(codes.size() - 1)).contains("Ctrl-C", "the same command carries on");
  }

  private static int code(String line) {
    return Integer.parseInt(line.strip().split(" ", 2)[0]);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsExplainedInASentence(List<String> words) {
    CommandLine command = Main.commandLine();
    for (String word : words) {
      command = command.getSubcommands().get(word);
    }
    String help = help(words);
    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    for (ArgSpec argument : command.getCommandSpec().args()) {
      if (argument instanceof OptionSpec option) {
        assertThat(help).contains(option.longestName());
      }
      assertThat(String.join(" ", argument.description())).endsWith(".").hasSizeGreaterThan(12);
    }
  }

  @Test
  void theListOfSubcommandsIsThatOfTheProgram() {
    assertThat(Main.commandLine().getSubcommands().keySet())
        .containsExactly(
            "run",
            "prepare",
            "sweep",
            "summarize",
            "runs",
            "compact",
            "generate",
            "replicate",
            "nightly",
            "score",
            "query",
            "show",
            "dataset");
    assertThat(help(List.of())).contains(Main.commandLine().getSubcommands().keySet());
    assertThat(Cli.run("--version").fine().out()).startsWith("synprune 0.1.0");
  }

  @Test
  void helpOfSummarizeDescribesTheFileOfPublishedResults() {
    assertThat(help(List.of("summarize")).replaceAll("\\s+", " "))
        .contains(
            "dataset (Bitcoin, S&P500, Air Quality, Electricity)",
            "model (RNN, LSTM, PatchTST)",
            "sequence_length",
            "no_dropout, dropout, mc_dropout, synaptic_pruning");
  }

  @Test
  void parsesForTheNamedCommandAlone() {
    assertThat(Main.commandLine("prepare", "run").getSubcommands()).containsOnlyKeys("prepare");
    assertThat(Main.commandLine("--help", "prepare").getSubcommands()).hasSizeGreaterThan(10);
    assertThat(Main.commandLine("prepair").getSubcommands()).hasSizeGreaterThan(10);
  }
}
