package org.synprune.jobs.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A place to run shell scripts in.
 *
 * @param folder the working directory
 * @param environment the whole environment
 */
record Script(Path folder, Map<String, String> environment) {

  /**
   * How a script ended.
   *
   * @param code exit code
   * @param out what it printed
   * @param err what it said of errors
   */
  public record Ended(int code, String out, String err) {}

  Ended run(String... command) throws IOException, InterruptedException {
    Path err = Files.createTempFile("script", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), out, Files.readString(err));
    } finally {
      Files.deleteIfExists(err);
    }
  }
}
