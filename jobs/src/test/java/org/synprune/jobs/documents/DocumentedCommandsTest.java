package org.synprune.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cli.Understood;
import org.synprune.jobs.documents.DocumentedCommands.Call;

/**
 * Each command that a document shows stands in {@code commands.txt}, with the test that runs it or
 * the reason why none does; those of the program are command lines that it understands.
 */
class DocumentedCommandsTest {

  private static final Path LIST =
      Path.of("src/test/resources/org/synprune/jobs/documents/commands.txt");
  private static final Pattern RUN = Pattern.compile("run by (\\w+)#(\\w+)(, .+)?");
  private static final Pattern NOT_RUN = Pattern.compile("not run: .{10,}");

  /** {@code NoUnitTest} is shown where no unit test is to be run. */
  private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test=(?!NoUnitTest)(\\w+)");

  @TempDir private Path dir;

  /** Command to what is said of it: each command is a line, what is said of it an indented one. */
  private static Map<String, String> listed() throws IOException {
    Map<String, String> listed = new LinkedHashMap<>();
    String command = null;
    for (String line : Files.readAllLines(LIST)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith("  ")) {
        assertThat(listed).as("twice").doesNotContainKey(line);
        command = line;
        listed.put(command, "");
      } else {
        listed.put(command, line.strip());
      }
    }
    return listed;
  }

  @Test
  void theListHasTheCommandsOfTheDocumentsAndNoOthers() throws IOException {
    Map<String, List<Path>> shown = DocumentedCommands.all();
    Map<String, String> listed = listed();
    assertThat(shown).hasSizeGreaterThan(30);
    shown.forEach(
        (command, documents) ->
            assertThat(listed.keySet()).as("shown in %s", documents).contains(command));
    assertThat(shown.keySet()).containsAll(listed.keySet());
  }

  @Test
  void testsThatAreSaidToRunThemAreThere() throws IOException {
    Map<String, String> sources = testSources();
    listed()
        .forEach(
            (command, said) -> {
              Matcher run = RUN.matcher(said);
              if (run.matches()) {
                assertThat(sources.keySet()).as(command).contains(run.group(1));
                Pattern method = Pattern.compile("\\b" + run.group(2) + "\\(");
                assertThat(method.matcher(sources.get(run.group(1))).find())
                    .as("%s: %s", command, said)
                    .isTrue();
              } else {
                assertThat(said).as(command).matches(NOT_RUN);
              }
            });
  }

  @Test
  void testsThatAreNamedAreThere() throws IOException {
    Map<String, String> sources = testSources();
    for (Document document : Document.all()) {
      TEST.matcher(document.text())
          .results()
          .forEach(
              test ->
                  assertThat(sources.keySet()).as("%s", document.path()).contains(test.group(1)));
    }
  }

  /** Class to source text. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (String module :
        List.of(
            "lib-pruning",
            "jobs",
            "jobs/bench",
            "jobs/browser-test",
            "jobs/kubernetes-test",
            "jobs/s3-test")) {
      Path tests = Document.HOME.resolve(module).resolve("src/test/java");
      if (!Files.isDirectory(tests)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(tests)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.merge(name, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }

  @Test
  void theProgramUnderstandsItsCommandLines() {
    List<Call> calls = DocumentedCommands.calls(dir);
    assertThat(calls).hasSizeGreaterThan(20);
    for (Call call : calls) {
      arguments(call)
          .ifPresent(
              arguments ->
                  assertThat(Understood.subcommand(arguments)).as(call.toString()).isNotEmpty());
    }
  }

  /** What the program is given, by whichever script. */
  private static Optional<List<String>> arguments(Call call) {
    List<String> given = call.arguments();
    if (call.script().equals("scripts/synprune")) {
      return Optional.of(given);
    }
    if (call.script().equals("scripts/nightly")) {
      return Optional.of(Stream.concat(Stream.of("nightly"), given.stream()).toList());
    }
    if (call.script().equals("spark/bin/spark-submit")) {
      int jar = 0;
      while (!given.get(jar).endsWith(".jar")) {
        jar++;
      }
      return Optional.of(given.subList(jar + 1, given.size()));
    }
    return Optional.empty();
  }
}
