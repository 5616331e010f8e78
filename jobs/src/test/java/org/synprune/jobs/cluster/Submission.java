package org.synprune.jobs.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program, submitted with Spark's own {@code SparkSubmit}, as a process. */
public final class Submission implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String ENGINE =
      "-Dai.djl.offline=true -Dai.djl.pytorch.num_threads=1"
          + " -Dai.djl.pytorch.num_interop_threads=1 -Dai.djl.pytorch.graph_optimizer=false";

  private final Process process;
  private final Path log;

  private Submission(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Submits to a cluster.
   *
   * @param cluster where to
   * @param log gets what the program says
   * @param java options for the Java of driver and executors
   * @param agent options for the executors' Java, such as an agent that plants faults
   * @param conf more settings of Spark
   * @param arguments the program's
   */
  public static Submission to(
      Manager cluster,
      Path log,
      String java,
      String agent,
      Map<String, String> conf,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(cluster.options());
    command.addAll(List.of("--class", "org.synprune.jobs.cli.Main"));
    setting(command, "spark.ui.enabled", "false");
    setting(command, "spark.driver.host", "localhost");
    setting(command, "spark.driver.bindAddress", "127.0.0.1");
    setting(command, "spark.sql.shuffle.partitions", "4");
    // Few rows: compiling a query takes longer than it saves.
    setting(command, "spark.sql.codegen.wholeStage", "false");
    setting(command, "spark.sql.codegen.factoryMode", "NO_CODEGEN");
    setting(command, "spark.scheduler.minRegisteredResourcesRatio", "1.0");
    setting(command, "spark.driver.extraClassPath", SparkHome.natives());
    setting(command, "spark.executor.extraClassPath", SparkHome.natives());
    setting(
        command,
        "spark.executor.extraJavaOptions",
        String.join(" ", String.join(" ", SparkHome.QUICK_START), ENGINE, java, agent).strip());
    conf.forEach((key, value) -> setting(command, key, value));
    command.add(SparkHome.program());
    command.addAll(arguments);
    List<String> options = new ArrayList<>(List.of(ENGINE.split(" ")));
    options.addAll(Stream.of(java.split(" ")).filter(one -> !one.isEmpty()).toList());
    options.add("-Xmx1g");
    return new Submission(cluster.home().start(List.of(), log, options, command), log);
  }

  private static void setting(List<String> command, String key, String value) {
    command.addAll(List.of("--conf", key + "=" + value));
  }

  /** Waits for the end and returns the exit code. */
  public int exitCode() {
    Waiting.until(LIMIT, () -> "the end of the program: " + said(), () -> !process.isAlive());
    return process.exitValue();
  }

  /** What the program and Spark have said so far. */
  public String said() {
    return Standalone.text(log);
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the driver at once. */
  public void kill() {
    process.destroyForcibly();
    Waiting.until(LIMIT, () -> "the driver's end", () -> !process.isAlive());
  }

  /** Kills it if it still runs. */
  @Override
  public void close() {
    kill();
  }
}
