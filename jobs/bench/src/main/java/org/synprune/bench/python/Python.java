package org.synprune.bench.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The Python that partners run on, and what it brings.
 *
 * @param command the interpreter
 * @param versions version by name, of Python and of the packages that it has
 */
public record Python(String command, Map<String, String> versions) {

  private static final String ASK =
      """
      import importlib, platform
      print('python', platform.python_version())
      for name in ('torch', 'numpy', 'pandas'):
          try:
              print(name, importlib.import_module(name).__version__)
          except ImportError:
              pass
      """;

  public Python {
    versions = Map.copyOf(versions);
  }

  /** Asks an interpreter; one that doesn't run has nothing. */
  public static Python of(String command) {
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
    return new Python(command, versions);
  }

  /** Whether a package is there. */
  public boolean has(String name) {
    return versions.containsKey(name);
  }

  /** A version, or {@code none}. */
  public String version(String name) {
    return versions.getOrDefault(name, "none");
  }
}
