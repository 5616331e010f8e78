package org.synprune.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.synprune.jobs.cluster.Waiting;

/** {@code spark-submit} as a process, which is Spark's launcher and what it says to start. */
final class SparkSubmit implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Process process;
  private final Path log;

  private SparkSubmit(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one in the checkout's folder, as the documents show it.
   *
   * @param node has the Spark
   * @param arguments those of {@code spark-submit}
   */
  static SparkSubmit start(Node node, List<String> arguments) {
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME",
            node.spark().folder().toString(),
            "SPARK_LOCAL_IP",
            PodProcess.IP,
            // What the user has in ~/.kube is not for tests.
            "KUBERNETES_AUTH_TRYKUBECONFIG",
            "false",
            "OMP_NUM_THREADS",
            "1");
    try {
      Path log = Files.createTempFile(node.folder(), "submit", ".log");
      ProcessBuilder builder = new ProcessBuilder(command(node, environment, arguments));
      builder.environment().remove("SPARK_CONF_DIR");
      builder.environment().putAll(environment);
      builder.directory(Node.HOME.toFile());
      return new SparkSubmit(
          builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Java's own program. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The command that the launcher makes of arguments and the settings that they name. */
  static List<String> command(Node node, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> launcher = new ArrayList<>();
    launcher.addAll(List.of(java(), "-Xmx128m", "-cp", node.spark().classPath()));
    launcher.add("org.apache.spark.launcher.Main");
    launcher.add("org.apache.spark.deploy.SparkSubmit");
    launcher.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(launcher).directory(Node.HOME.toFile());
    builder.environment().putAll(environment);
    // It wants to know, and uses it for a build of Spark only.
    builder.environment().put("SPARK_SCALA_VERSION", "any");
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Stream.of(said.split("\0")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** Waits for the end and returns the exit code. */
  int exitCode() {
    Waiting.until(LIMIT, () -> "the end of spark-submit: " + said(), () -> !isAlive());
    return process.exitValue();
  }

  /** Whether it runs. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** What it has said so far. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Waiting.until(LIMIT, () -> "the end of spark-submit", () -> !isAlive());
  }
}
