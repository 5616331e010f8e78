package org.synprune.jobs.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.cli.Main;

/** What the scripts say about themselves, with nothing built and no way to build. */
class HelpTest {

  private static final String NAMES =
      "synprune,bench,test,fetch-data,notebook,nightly,gpu-discovery,gpu-check,install-test-tools";

  @TempDir private Path dir;

  private Checkout checkout;

  @BeforeEach
  void nothingCanBeBuilt() throws IOException {
    checkout = Checkout.in(dir);
    for (String command : List.of("mvn", "java", "apt-get", "sudo", "curl", "jupyter")) {
      checkout.command(command, "echo \"$0 must not be called\" >&2; exit 99");
    }
  }

  private void assertHelps(String script, String option) throws Exception {
    Shell.Ended ended = checkout.run(script, option).fine();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains("scripts/" + script).doesNotContain("\n# ", "set -euo");
    assertThat(ended.out().lines()).hasSizeGreaterThan(3).allMatch(line -> line.length() <= 110);
    assertThat(checkout.folder().resolve("jobs/target")).doesNotExist();
    // A folder is what such a word names where it isn't looked at.
    try (var files = Files.list(dir)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("-"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synprune",
        "bench",
        "test",
        "fetch-data",
        "notebook",
        "nightly",
        "gpu-discovery",
        "gpu-check",
        "install-test-tools"
      })
  void everyScriptHelpsAndBuildsNothing(String script) throws Exception {
    assertHelps(script, "--help");
    assertHelps(script, "-h");
  }

  @Test
  void noScriptIsLeftOut() throws IOException {
    try (var files = Files.list(Checkout.HOME.resolve("scripts"))) {
      Set<String> programs =
          files
              .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toSet());
      assertThat(programs).containsExactlyInAnyOrder(NAMES.split(","));
    }
  }

  @Test
  void theLauncherListsWhatTheProgramKnows() throws Exception {
    String usage = checkout.run("synprune", "--help").fine().out();
    assertThat(listed(usage, "Commands"))
        .containsExactlyElementsOf(Main.commandLine().getSubcommands().keySet());
  }

  /** The names that stand under a heading, in their order. */
  private static List<String> listed(String usage, String heading) {
    Matcher list = Pattern.compile(heading + ":\n((?:  \\S.*\n)+)").matcher(usage);
    assertThat(list.find()).as(usage).isTrue();
    return list.group(1)
        .lines()
        .peek(line -> assertThat(line).matches("  \\S+ +\\S.*"))
        .map(line -> line.strip().replaceFirst(" .*", ""))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bench              |          | expected the name of a benchmark",
        "fetch-data         |          | expected one: the folder",
        "fetch-data         | --quiet  | don't know '--quiet'",
        "notebook           | results  | don't know 'results'",
        "notebook           | --out    | --out wants a value",
        "gpu-discovery      | 2        | don't know '2'",
        "gpu-check          | --bundle | expected --bundle and the name of a file",
        "install-test-tools | chromium | don't know 'chromium'",
      })
  void aWrongCommandLineIsOneSentence(String script, String argument, String said)
      throws Exception {
    String[] arguments = argument == null ? new String[0] : new String[] {argument};
    checkout.run(script, arguments).refused(script + ": ", said);
  }
}
