package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the program ends inside of a program that has called it, as YARN's application master. */
class MainTest {

  @Test
  void returnsToItsCallerWhenAllWentWell() throws IOException, InterruptedException {
    assertThat(called("--version")).endsWith(Caller.RETURNED, "exit code 0");
  }

  @Test
  void endsTheProcessWithTheExitCodeOtherwise() throws IOException, InterruptedException {
    assertThat(called("sweep", "--grid", "no-such-grid", "--out", "nowhere"))
        .doesNotContain(Caller.RETURNED)
        .endsWith("exit code 2");
  }

  @Test
  void aWrongSwitchIsOneSentenceBeforeAnythingIsDone() throws Exception {
    assertThat(called(Map.of("SYNPRUNE_AVX512", "false"), "runs", "--out", "/nowhere"))
        .containsExactly("synprune: SYNPRUNE_AVX512 is 'false', expected on or off", "exit code 2");
  }

  @Test
  void aPathThatTheLocaleCannotNameIsOneSentence() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "exec \"$@\" \"$(printf 'a\\303\\261o')\"", "bash"));
    command.addAll(java("runs", "--out"));
    assertThat(ended(Map.of("LC_ALL", "C"), command))
        .hasSize(2)
        .endsWith("exit code 2")
        .first()
        .asString()
        .contains("can't be a path in this locale, expected one of UTF-8");
  }

  private static List<String> called(String... args) throws IOException, InterruptedException {
    return called(Map.of(), args);
  }

  /** What a process that calls the program says, line by line, and its exit code. */
  private static List<String> called(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    return ended(environment, java(args));
  }

  private static List<String> java(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Caller.class.getName()));
    command.addAll(List.of(args));
    return command;
  }

  private static List<String> ended(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> said = process.inputReader().lines().toList();
    return Stream.concat(said.stream(), Stream.of("exit code " + process.waitFor())).toList();
  }

  /** Calls the program and says so when it returns. */
  static final class Caller {
    private static final String RETURNED = "returned";

    private Caller() {}

    public static void main(String[] args) {
      Main.main(args);
      System.out.println(RETURNED);
    }
  }
}
