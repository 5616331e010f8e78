package org.synprune.jobs.notebook;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Jupyter, without any user's settings.
 *
 * @param home a folder for what it keeps
 */
record Jupyter(Path home) {

  private static final String PROBE =
      """
      {"cells": [{"cell_type": "code", "id": "probe", "metadata": {}, "outputs": [],
        "execution_count": null, "source": ["import matplotlib, pandas"]}],
       "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
       "nbformat": 4, "nbformat_minor": 5}
      """;

  /**
   * Skips the test, and says so, where Jupyter or what the notebook imports is missing. Where
   * {@code CI} is true that is a failure.
   */
  void require() throws IOException, InterruptedException {
    Path probe = Files.writeString(home.resolve("probe.ipynb"), PROBE);
    String missing = "";
    try {
      Ended ended =
          run(
              "jupyter",
              "nbconvert",
              "--execute",
              "--to",
              "notebook",
              "--stdout",
              probe.toString());
      missing = ended.code() == 0 ? "" : ended.said();
    } catch (IOException e) {
      missing = e.getMessage();
    }
    if (!missing.isEmpty()) {
      String why =
          "the notebook isn't run, as Jupyter with pandas and matplotlib is missing"
              + " (scripts/install-test-tools): "
              + missing;
      if ("true".equals(System.getenv("CI"))) {
        fail(why);
      }
      System.err.println("SKIPPED: " + why);
      assumeTrue(false, why);
    }
  }

  /**
   * How a command ended.
   *
   * @param code exit code
   * @param said what it printed, errors included
   */
  public record Ended(int code, String said) {}

  /** Runs a command to its end, with Jupyter's folders below {@link #home}. */
  Ended run(String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(home, "command", ".log");
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).directory(home.toFile());
    Map<String, String> environment = builder.environment();
    for (String folder :
        List.of("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")) {
      environment.put(folder, home.resolve(folder).toString());
    }
    environment.put("MPLCONFIGDIR", home.resolve("matplotlib").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.keySet().removeIf(name -> name.startsWith("SYNPRUNE_"));
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        fail("%s doesn't end:%n%s", List.of(command), Files.readString(log));
      }
      return new Ended(process.exitValue(), Files.readString(log));
    } finally {
      process.destroyForcibly();
    }
  }
}
