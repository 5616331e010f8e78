package org.synprune.jobs.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The commands that documents show, and the calls of the project's own scripts that a shell makes
 * of them. The scripts aren't run: others of their names write down how they were called.
 */
public final class DocumentedCommands {

  private static final String RECORDER =
      """
      #!/bin/bash
      { printf '%s\\t' "$0" "$@"; echo; } >>"$RECORD"
      """;

  private DocumentedCommands() {}

  /**
   * A call of a script.
   *
   * @param script such as {@code scripts/synprune}
   * @param arguments what it is given
   */
  public record Call(String script, List<String> arguments) {}

  /**
   * The commands of all documents.
   *
   * @return command to the documents that show it
   */
  static Map<String, List<Path>> all() {
    Map<String, List<Path>> all = new LinkedHashMap<>();
    for (Document document : Document.all()) {
      for (Document.Code code : document.code("sh")) {
        for (String command : ShellCommands.in(code.text())) {
          all.computeIfAbsent(command, key -> new ArrayList<>()).add(document.path());
        }
      }
    }
    return all;
  }

  /**
   * The calls that all documents show.
   *
   * @param folder an empty folder to work in
   * @return the arguments of each call
   */
  public static List<Call> calls(Path folder) {
    try {
      copyNames(folder);
      // Where a command puts what it makes.
      Files.createDirectories(folder.resolve("data"));
      List<Call> calls = new ArrayList<>();
      for (String command : all().keySet()) {
        calls.addAll(calls(command, folder));
      }
      return calls;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Recorders in place of the scripts, and of a Spark's. */
  private static void copyNames(Path folder) throws IOException {
    List<Path> names = new ArrayList<>();
    names.add(Path.of("lib-pruning", "run"));
    names.add(Path.of("spark", "bin", "spark-submit"));
    names.add(Path.of("spark", "sbin", "start-worker.sh"));
    try (Stream<Path> scripts = Files.list(Document.HOME.resolve("scripts"))) {
      scripts.filter(Files::isRegularFile).map(Document.HOME::relativize).forEach(names::add);
    }
    for (Path name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, RECORDER);
      if (!file.toFile().setExecutable(true)) {
        throw new IOException("can't make " + file + " executable");
      }
    }
  }

  private static List<Call> calls(String command, Path folder)
      throws IOException, InterruptedException {
    Path record = folder.resolve("record");
    Files.deleteIfExists(record);
    // Those of the example are for its folder.
    boolean example = command.contains("../../scripts/");
    Path from = Files.createDirectories(folder.resolve(example ? "jobs/example" : "."));
    ProcessBuilder shell =
        new ProcessBuilder("/bin/bash", "-c", "command_not_found_handle() { :; }\n" + command)
            .directory(from.toFile())
            .redirectErrorStream(true);
    shell.environment().clear();
    shell
        .environment()
        .putAll(Map.of("PATH", "/nonexistent", "RECORD", record.toString(), "SPARK_HOME", "spark"));
    Process process = shell.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || !said.isEmpty()) {
      throw new AssertionError("'" + command + "' makes the shell say: " + said);
    }
    if (!Files.exists(record)) {
      return List.of();
    }
    return Files.readAllLines(record).stream()
        .map(line -> List.of(line.split("\t")))
        .map(
            words ->
                new Call(
                    words.get(0).replaceFirst("^(\\.\\./)+", ""), words.subList(1, words.size())))
        .toList();
  }
}
