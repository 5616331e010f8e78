package org.synprune.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of the program, as a user starts it, small enough for a test. */
final class SmallRun {

  private static final Path JOBS = Path.of(System.getProperty("synprune.jobs"));
  private static final Path CONF = Path.of(System.getProperty("synprune.conf"));
  private static final Path LIB = Path.of(System.getProperty("synprune.lib"));
  private static final String JAR = "-" + System.getProperty("synprune.version") + ".jar";

  private SmallRun() {}

  /**
   * Trains two data sets, two networks, two lookbacks, four arms and two seeds, and sums up.
   *
   * @param folder an empty folder
   * @return the run's {@code report.html}
   */
  static Path page(Path folder) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : List.of("lang", "lang.invoke", "io", "net", "nio", "util")) {
      command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
    }
    command.add("--add-opens=java.base/java.util.concurrent=ALL-UNNAMED");
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.add("-Dlog4j2.configurationFile=" + CONF.resolve("log4j2.properties").toUri());
    command.addAll(
        List.of("-Xmx1g", "-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1", "-cp"));
    command.add(classPath());
    command.addAll(List.of("org.synprune.jobs.cli.Main", "run", "--dataset", "bitcoin,sp500"));
    command.addAll(List.of("--architecture", "rnn,patchtst", "--lookback", "3,7"));
    command.addAll(List.of("--seeds", "42..43", "--out", folder.resolve("out").toString()));

    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("done in time").isTrue();
      assertThat(process.exitValue()).as(() -> read(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> pages =
          files.filter(file -> file.getFileName().toString().equals("report.html")).toList();
      assertThat(pages).as(() -> read(log)).hasSize(1);
      return pages.get(0);
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
