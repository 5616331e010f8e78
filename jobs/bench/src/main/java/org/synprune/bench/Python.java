package org.synprune.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Python that partners run on, and what it brings.
 *
 * @param command the interpreter
 * @param versions version by name, of Python and of the packages that it has
 */
record Python(String command, Map<String, String> versions) {

  private static final String ASK =
      """
      import importlib, platform
      print('python', platform.python_version())
      for name in ('torch', 'pandas'):
          try:
              print(name, importlib.import_module(name).__version__)
          except ImportError:
              pass
      """;

  /** Asks an interpreter; one that doesn't run has nothing. */
  static Python of(String command) {
    Map<String, String> versions = new LinkedHashMap<>();
    try {
      Process process =
          new ProcessBuilder(command, "-c", ASK)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        lines
            .lines()
            .map(line -> line.split(" ", 2))
            .forEach(words -> versions.put(words[0], words[1]));
      }
    } catch (IOException e) {
      versions.clear();
    }
    return new Python(command, Map.copyOf(versions));
  }

  /** Whether a package is there; says so if it isn't. */
  boolean has(String name, BenchOptions options) {
    boolean there = versions.containsKey(name);
    if (!there) {
      options.say("%s has no %s: its column stays empty (--python names another)", command, name);
    }
    return there;
  }

  String version(String name) {
    return versions.getOrDefault(name, "none");
  }

  /** The command that runs one of the project's scripts. */
  List<String> script(String name) {
    Path home = Path.of(System.getProperty("synprune.home", "."));
    return List.of(command, home.resolve("jobs/bench/src/main/python").resolve(name).toString());
  }
}
