package org.synprune.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Does what the entry point of Spark's images does with the environment and arguments of a pod. */
final class PodProcess {

  static final String IP = "127.0.0.1";

  private static final String JAVA_OPTION = "SPARK_JAVA_OPT_";
  private static final String GPU = "nvidia.com/gpu";

  private final Pod pod;
  private final Container container;
  private final Node node;
  private final PodFiles files;
  private final Map<String, String> environment = new HashMap<>();

  private PodProcess(Pod pod, Node node, KubernetesClient client) {
    this.pod = pod;
    this.container = pod.getSpec().getContainers().get(0);
    this.node = node;
    this.files = new PodFiles(pod, node, client);
    environment.put("SPARK_HOME", node.spark().folder().toString());
    for (EnvVar variable : container.getEnv()) {
      environment.put(variable.getName(), files.local(value(variable)));
    }
  }

  /**
   * Starts it.
   *
   * @param log gets what it says
   */
  static Process start(Pod pod, Node node, KubernetesClient client, Path log) throws IOException {
    PodProcess process = new PodProcess(pod, node, client);
    ProcessBuilder builder = new ProcessBuilder(process.command());
    builder.environment().clear();
    builder.environment().putAll(process.environment);
    builder.environment().put("PATH", process.gpus() + ":" + System.getenv("PATH"));
    builder.directory(node.pod(pod.getMetadata().getName()).toFile());
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private String value(EnvVar variable) {
    if (variable.getValueFrom() == null) {
      return variable.getValue() == null ? "" : variable.getValue();
    }
    String field = variable.getValueFrom().getFieldRef().getFieldPath();
    return switch (field) {
      case "status.podIP" -> IP;
      case "metadata.name" -> pod.getMetadata().getName();
      default -> throw new IllegalArgumentException("a pod's " + field + " is not known here");
    };
  }

  /** A folder with NVIDIA's program, which lists the GPUs that the container has. */
  private Path gpus() throws IOException {
    Path folder = Node.made(node.pod(pod.getMetadata().getName()).resolve("bin"));
    Quantity asked = container.getResources().getLimits().getOrDefault(GPU, new Quantity("0"));
    Path program = folder.resolve("nvidia-smi");
    String lines =
        IntStream.range(0, asked.getNumericalAmount().intValue())
            .mapToObj(gpu -> "echo " + gpu + "\n")
            .reduce("#!/bin/sh\n", String::concat);
    Files.writeString(program, lines);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  private List<String> command() throws IOException {
    List<String> given = container.getArgs().stream().map(files::local).toList();
    return switch (given.get(0)) {
      case "driver" -> driver(given.subList(1, given.size()));
      case "executor" -> executor();
      default -> throw new IllegalArgumentException("the image has no entry " + given);
    };
  }

  private List<String> driver(List<String> arguments) throws IOException {
    String bind = environment.get("SPARK_DRIVER_BIND_ADDRESS");
    List<String> submit = new ArrayList<>();
    submit.addAll(List.of("--conf", "spark.driver.bindAddress=" + bind));
    submit.addAll(List.of("--deploy-mode", "client"));
    submit.addAll(arguments);
    return SparkSubmit.command(node, environment, submit);
  }

  private List<String> executor() {
    String heap = environment.get("SPARK_EXECUTOR_MEMORY");
    List<String> command = new ArrayList<>();
    command.add(SparkSubmit.java());
    environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(JAVA_OPTION))
        .sorted(
            Comparator.comparing(
                variable -> Integer.valueOf(variable.getKey().substring(JAVA_OPTION.length()))))
        .forEach(variable -> command.add(variable.getValue()));
    command.addAll(List.of("-Xms" + heap, "-Xmx" + heap));
    String jars = node.spark().folder().resolve("jars") + "/*";
    command.add("-cp");
    command.add(
        Stream.of(environment.get("SPARK_CONF_DIR"), environment.get("SPARK_CLASSPATH"), jars)
            .filter(entry -> entry != null && !entry.isEmpty())
            .reduce((one, next) -> one + ":" + next)
            .orElseThrow());
    command.add("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend");
    Map.of(
            "--driver-url", "SPARK_DRIVER_URL",
            "--executor-id", "SPARK_EXECUTOR_ID",
            "--cores", "SPARK_EXECUTOR_CORES",
            "--app-id", "SPARK_APPLICATION_ID",
            "--hostname", "SPARK_EXECUTOR_POD_IP",
            "--resourceProfileId", "SPARK_RESOURCE_PROFILE_ID",
            "--podName", "SPARK_EXECUTOR_POD_NAME")
        .forEach((option, name) -> command.addAll(List.of(option, environment.get(name))));
    return command;
  }
}
