package org.synprune.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs of the program, as a user starts it, small enough for a test. */
final class SmallRun {

  private static final Path JOBS = Path.of(System.getProperty("synprune.jobs"));
  private static final Path CONF = Path.of(System.getProperty("synprune.conf"));
  private static final Path LIB = Path.of(System.getProperty("synprune.lib"));
  private static final String JAR = "-" + System.getProperty("synprune.version") + ".jar";

  /** Thirteen arms and three networks, some of them with settings that differ. */
  private static final String MANY =
      """
      datasets = [sp500]
      architectures = [rnn, lstm, patchtst]
      lookbacks = [7]
      regularisers = [
        none, dropout, mc-dropout, concrete-dropout, synaptic-growth, rigl, set, snip
        { name = dropout-50, type = dropout, rate = 0.5 }
        { name = "prune-{max-sparsity}", type = synaptic-pruning, max-sparsity = [0.35, 0.5, 0.7, 0.9] }
      ]
      seeds = ["42..43"]
      training { epochs = 5, hidden = 16, mc-passes = 3 }
      generate { sp500 = 400 }
      """;

  /** Two training settings and a horizon that vary, and an arm's parts. */
  private static final String VARIED =
      """
      datasets = [bitcoin]
      architectures = [rnn, lstm]
      lookbacks = [3]
      regularisers = [
        none
        { name = "{saliency}-{scope}", type = pruning, saliency = [magnitude, random], scope = [global, uniform] }
      ]
      horizon = [1, 12]
      seeds = ["1..2"]
      training { epochs = 6, hidden = [8, 16], learning-rate = [1e-3, 1e-2] }
      generate { bitcoin = 300 }
      """;

  private SmallRun() {}

  /**
   * Trains two data sets, two networks, two lookbacks, four arms and two seeds, and sums up.
   *
   * @param folder an empty folder
   * @return the run's {@code report.html}
   */
  static Path page(Path folder) throws Exception {
    start(
        folder,
        List.of(
            "run",
            "--dataset",
            "bitcoin,sp500",
            "--architecture",
            "rnn,patchtst",
            "--lookback",
            "3,7",
            "--seeds",
            "42..43"));
    return page(folder, "quick");
  }

  /**
   * Trains thirteen arms with three networks, forecasts with the best of them, and sums up.
   *
   * @param folder an empty folder
   * @return the run's {@code report.html}
   */
  static Path manyArms(Path folder) throws Exception {
    Path grid = Files.writeString(folder.resolve("many.conf"), MANY);
    start(
        folder,
        List.of("run", "--grid", grid.toString(), "--save-models", "best", "--skip-inference"));
    start(folder, List.of("score", "--run", "many"));
    start(folder, List.of("summarize", "--run", "many", "--skip-inference"));
    return page(folder, "many");
  }

  /**
   * Trains networks with several settings.
   *
   * @param folder an empty folder
   * @return the run's {@code report.html}
   */
  static Path variedSettings(Path folder) throws Exception {
    Path grid = Files.writeString(folder.resolve("varied.conf"), VARIED);
    start(folder, List.of("run", "--grid", grid.toString(), "--skip-inference"));
    return page(folder, "varied");
  }

  private static Path page(Path folder, String run) {
    return folder.resolve("out/report/run=" + run + "/report.html");
  }

  private static void start(Path folder, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : List.of("lang", "lang.invoke", "io", "net", "nio", "util")) {
      command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
    }
    command.add("--add-opens=java.base/java.util.concurrent=ALL-UNNAMED");
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.add("-Dlog4j2.configurationFile=" + CONF.resolve("log4j2.properties").toUri());
    // Over in seconds, before the slower compiler pays.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dspark.sql.codegen.wholeStage=false");
    command.add("-Dspark.sql.codegen.factoryMode=NO_CODEGEN");
    command.addAll(
        List.of("-Xmx1g", "-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1", "-cp"));
    command.add(classPath());
    command.add("org.synprune.jobs.cli.Main");
    command.addAll(arguments);
    command.addAll(List.of("--out", folder.resolve("out").toString()));

    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("done in time").isTrue();
      assertThat(process.exitValue()).as(() -> read(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String classPath() throws IOException {
    Path embedded = JOBS.resolve("embedded.classpath");
    assertThat(embedded).as("jobs is packaged first, as 'mvn verify' does").exists();
    return String.join(
        File.pathSeparator,
        JOBS.resolve("jobs" + JAR).toString(),
        LIB.resolve("lib-pruning" + JAR).toString(),
        Files.readString(embedded).strip());
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
