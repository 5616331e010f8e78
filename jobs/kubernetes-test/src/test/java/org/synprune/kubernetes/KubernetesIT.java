package org.synprune.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cluster.Faults;
import org.synprune.jobs.cluster.SparkHome;
import org.synprune.jobs.cluster.Waiting;

/** The program on Kubernetes, submitted with the settings and templates of {@code conf/spark}. */
class KubernetesIT {

  private static final int TRIALS = 16;
  private static final int EXECUTORS = 2;

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn, lstm]
      lookbacks = [3]
      regularisers = [none, dropout, mc-dropout, synaptic-pruning]
      seeds = ["42..43"]
      training { epochs = 8, mc-passes = 3 }
      generate { sp500 = 400 }
      """;

  /** Over in seconds: the slower compiler wouldn't pay. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static Node node;
  private static List<String> ofOneProcess;

  private Kubernetes kubernetes;

  @BeforeAll
  static void sweepInOneProcess() throws IOException {
    node = Node.in(folder);
    Path grid = node.claim("synprune-data").resolve("small.conf");
    Files.writeString(grid, GRID);
    Trials trials = new Trials(folder.resolve("alone"));
    List<String> arguments = new ArrayList<>(List.of("--master", "local[2]"));
    arguments.addAll(List.of("--driver-class-path", SparkHome.natives()));
    arguments.addAll(conf(Map.of("spark.ui.enabled", "false")));
    arguments.addAll(List.of("--class", "org.synprune.jobs.cli.Main", SparkHome.program()));
    arguments.addAll(List.of("run", "--grid", grid.toString(), "--out", trials.out().toString()));
    try (SparkSubmit alone = SparkSubmit.start(node, arguments)) {
      assertThat(alone.exitCode()).as(alone.said()).isZero();
    }
    ofOneProcess = trials.results();
    assertThat(ofOneProcess).hasSize(TRIALS).allMatch(row -> row.contains("COMPLETED"));
  }

  @BeforeEach
  void start() {
    kubernetes = new Kubernetes(node);
  }

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  @Test
  void podsAreAsSettingsAndTemplatesSayAndResultsThoseOfOneProcess() {
    Trials trials = new Trials(node.claim("synprune-results").resolve("cluster-mode"));
    try (SparkSubmit run = inClusterMode("small.conf", "cluster-mode")) {
      assertThat(run.exitCode()).as(all(run)).isZero();
      assertThat(run.said()).as(all(run)).contains("exit code: 0");
    }
    kubernetes.settle();
    // The driver's pod stays, with its log and its exit code, until someone removes it.
    assertThat(kubernetes.pods())
        .singleElement()
        .satisfies(
            driver -> {
              assertThat(driver.getStatus().getPhase()).isEqualTo("Succeeded");
              new PodCheck(driver).isTheDriver();
            });
    assertThat(trials.results()).isEqualTo(ofOneProcess);
    assertThat(trials.strayEpochs()).isEmpty();
    assertThat(trials.query("select distinct device, gpu_address from trials"))
        .as("a pod sees the one GPU that it asked for")
        .containsExactly("cpu 0");
    assertThat(kubernetes.asked()).hasSize(1 + EXECUTORS);
    kubernetes.asked().stream().skip(1).forEach(pod -> new PodCheck(pod).isAnExecutor());
  }

  @Test
  void anExecutorsPodThatIsDeletedIsReplaced() throws IOException {
    Trials trials = new Trials(node.claim("synprune-results").resolve("client-mode"));
    Path replaced = folder.resolve("replaced");
    // Trials of the grid only: executors warm up with others.
    Faults faults = new Faults().slowUntil(replaced, 500);
    try (SparkSubmit run = inClientMode(trials.out(), faults)) {
      Waiting.until(SOON, () -> all(run), () -> trials.files() > 0 || !run.isAlive());
      List<Pod> executors = kubernetes.pods();
      assertThat(run.isAlive()).as(all(run)).isTrue();
      assertThat(executors).as(all(run)).hasSize(EXECUTORS);
      kubernetes.client().resource(executors.get(0)).delete();
      Waiting.until(
          SOON, () -> all(run), () -> kubernetes.asked().size() > EXECUTORS || !run.isAlive());
      Files.createFile(replaced);
      assertThat(run.exitCode()).as(all(run)).isZero();
      assertThat(run.said()).contains("Lost executor");
    }
    kubernetes.settle();
    assertThat(kubernetes.pods()).isEmpty();
    assertThat(kubernetes.asked()).hasSize(EXECUTORS + 1);
    assertThat(trials.results()).isEqualTo(ofOneProcess);
    assertThat(trials.strayEpochs()).isEmpty();
  }

  @Test
  void theDriversPodFailsWithTheProgramsExitCode() {
    try (SparkSubmit run = inClusterMode("missing.conf", "bad-input")) {
      // Spark-submit's own, whatever became of the pod.
      assertThat(run.exitCode()).as(all(run)).isZero();
      assertThat(run.said()).as(all(run)).contains("exit code: 2");
    }
    assertThat(kubernetes.asked()).as("no executor is asked for").hasSize(1);
    Pod driver = kubernetes.pods().get(0);
    assertThat(driver.getStatus().getPhase()).isEqualTo("Failed");
    assertThat(kubernetes.said(driver)).contains("synprune: ", "missing.conf");
  }

  private static List<String> conf(Map<String, String> settings) {
    List<String> arguments = new ArrayList<>();
    settings.forEach((name, value) -> arguments.addAll(List.of("--conf", name + "=" + value)));
    return arguments;
  }

  /** What the documents say, but for what a mock cluster of this machine can't have. */
  private List<String> submission() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--properties-file", "conf/spark/kubernetes-gpu.conf"));
    arguments.addAll(List.of("--master", kubernetes.address()));
    arguments.addAll(
        conf(
            Map.of(
                "spark.executor.instances",
                Integer.toString(EXECUTORS),
                "spark.dynamicAllocation.maxExecutors",
                Integer.toString(EXECUTORS),
                "spark.sql.shuffle.partitions",
                "4",
                "spark.ui.enabled",
                "false")));
    return arguments;
  }

  private SparkSubmit inClusterMode(String grid, String out) {
    List<String> arguments = submission();
    // The same ports of one machine are open to all its pods.
    arguments.addAll(
        conf(
            Map.of(
                "spark.kubernetes.driver.master", kubernetes.url(),
                "spark.driver.port", freePort(),
                "spark.driver.blockManager.port", freePort(),
                "spark.driver.defaultJavaOptions", QUICK_START,
                "spark.executor.defaultJavaOptions", QUICK_START)));
    arguments.addAll(List.of("--class", "org.synprune.jobs.cli.Main"));
    arguments.add("local:///opt/synprune/synprune.jar");
    arguments.addAll(List.of("run", "--grid", "/synprune/data/" + grid));
    arguments.addAll(List.of("--out", "/synprune/results/" + out, "--device", "cpu"));
    return SparkSubmit.start(node, arguments);
  }

  /** The driver is this machine's. */
  private SparkSubmit inClientMode(Path out, Faults faults) {
    List<String> arguments = submission();
    String planted = faults.options(folder.resolve("faults.btm"));
    arguments.addAll(
        conf(
            Map.of(
                "spark.submit.deployMode",
                "client",
                "spark.driver.host",
                "127.0.0.1",
                "spark.executor.resource.gpu.discoveryScript",
                node.image() + "/gpu-discovery",
                "spark.driver.extraJavaOptions",
                "-Dlog4j2.configurationFile=conf/log4j2.properties",
                "spark.driver.defaultJavaOptions",
                QUICK_START,
                // Spark gives defaultJavaOptions twice, and an agent wants to be alone.
                "spark.executorEnv.JDK_JAVA_OPTIONS",
                QUICK_START + " " + planted)));
    arguments.addAll(List.of("--class", "org.synprune.jobs.cli.Main", SparkHome.program(), "run"));
    Path grid = node.claim("synprune-data").resolve("small.conf");
    arguments.addAll(List.of("--grid", grid.toString(), "--out", out.toString()));
    arguments.addAll(List.of("--device", "cpu", "--stack", "2"));
    return SparkSubmit.start(node, arguments);
  }

  private static String freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What spark-submit and all pods have said. */
  private String all(SparkSubmit run) {
    StringBuilder said = new StringBuilder(run.said());
    for (Pod pod : kubernetes.asked()) {
      said.append("\n---- ").append(pod.getMetadata().getName()).append('\n');
      said.append(kubernetes.said(pod));
    }
    return said.toString();
  }
}
