package org.synprune.jobs.conf;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceID;
import org.apache.spark.resource.ResourceRequirement;
import org.apache.spark.resource.ResourceUtils;

/**
 * Spark settings, as a file gives them to {@code spark-submit}.
 *
 * @param values value by name
 */
record SparkSettings(Map<String, String> values) {

  private static final String GPU = "gpu";

  SparkSettings {
    values = new TreeMap<>(values);
  }

  /** Reads a file of {@code --properties-file}. */
  static SparkSettings of(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** Reads what is commented out in such a file, for the user to choose instead. */
  static SparkSettings alternatives(Path file) throws IOException {
    return parse(
        Files.readString(file)
            .lines()
            .filter(line -> line.matches("#\\s*spark\\.\\S+ = .*"))
            .map(line -> line.replaceFirst("#\\s*", ""))
            .collect(Collectors.joining("\n")));
  }

  private static SparkSettings parse(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    Map<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name).strip()));
    return new SparkSettings(values);
  }

  SparkSettings with(String name, String value) {
    Map<String, String> changed = new TreeMap<>(values);
    changed.put(name, value);
    return new SparkSettings(changed);
  }

  /** All that is wrong, a sentence each. */
  List<String> problems(SparkRegistry registry) {
    List<String> problems = new ArrayList<>(nameProblems(registry));
    if (problems.isEmpty()) {
      problems.addAll(resourceProblems());
    }
    return problems;
  }

  /** What is wrong with single names and values. */
  List<String> nameProblems(SparkRegistry registry) {
    return values.entrySet().stream()
        .flatMap(setting -> registry.problem(setting.getKey(), setting.getValue()).stream())
        .toList();
  }

  /** Whether tasks, executors and workers fit into each other. */
  private List<String> resourceProblems() {
    SparkConf conf = new SparkConf(false);
    values.forEach(conf::set);
    List<String> problems = new ArrayList<>();
    boolean gpus = values.keySet().stream().anyMatch(name -> name.contains(".resource." + GPU));
    if (!gpus) {
      return problems;
    }
    if (conf.get("spark.master", "").startsWith("local")) {
      problems.add("a local master hands out no GPUs: its tasks would wait for ever");
    }
    try {
      ResourceRequirement task = ResourceUtils.parseResourceRequirements(conf, "spark.task").head();
      long executor = amount(conf, "spark.executor");
      long byGpu = executor / task.amount() * task.numParts();
      long byCores = conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1);
      if (byGpu != byCores) {
        problems.add(
            "an executor's GPUs do for " + byGpu + " tasks, its cores for " + byCores + " tasks");
      }
      ResourceID worker = new ResourceID("spark.worker", GPU);
      if (conf.contains(worker.amountConf()) && amount(conf, "spark.worker") % executor != 0) {
        problems.add("a worker's GPUs are no multiple of an executor's");
      }
    } catch (Exception e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return problems;
  }

  private static long amount(SparkConf conf, String component) {
    return ResourceUtils.parseResourceRequest(conf, new ResourceID(component, GPU)).amount();
  }
}
