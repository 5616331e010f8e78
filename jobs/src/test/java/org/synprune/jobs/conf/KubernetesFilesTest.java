package org.synprune.jobs.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.deploy.k8s.Constants$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.synprune.jobs.cli.Main;

/** The files of {@code conf/spark/kubernetes}, which have to say what the settings say. */
class KubernetesFilesTest {

  private static final Path FOLDER = SparkSettingsTest.FOLDER.resolve("kubernetes");

  /** What only {@code spark-submit} needs to know: the operator submits by itself. */
  private static final Set<String> OF_SUBMITTING =
      Set.of(
          "spark.master",
          "spark.submit.deployMode",
          "spark.kubernetes.namespace",
          "spark.kubernetes.submission.waitAppCompletion",
          "spark.kubernetes.driver.podTemplateFile",
          "spark.kubernetes.driver.podTemplateContainerName",
          "spark.kubernetes.executor.podTemplateFile",
          "spark.kubernetes.executor.podTemplateContainerName");

  private final SparkSettings settings =
      SparkSettings.of(SparkSettingsTest.FOLDER.resolve("kubernetes-gpu.conf"));

  KubernetesFilesTest() throws IOException {}

  private static Object yaml(String name) throws IOException {
    return new Load(LoadSettings.builder().setLabel(name).build())
        .loadFromString(Files.readString(FOLDER.resolve(name)));
  }

  /** Goes down into a document: by name into maps, by index into lists. */
  private static Object at(Object node, Object... path) {
    Object reached = node;
    for (Object step : path) {
      reached =
          step instanceof Integer index
              ? ((List<?>) reached).get(index)
              : ((Map<?, ?>) reached).get(step);
      assertThat(reached).as("%s of %s", step, List.of(path)).isNotNull();
    }
    return reached;
  }

  private static List<Object> each(Object list, String name) {
    return ((List<?>) list).stream().map(item -> at(item, name)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver", "executor"})
  void aPodTemplateIsOneThatSparkTakesItsContainerFrom(String part) throws IOException {
    Object pod = yaml(part + ".yaml");
    assertThat(at(pod, "apiVersion")).isEqualTo("v1");
    assertThat(at(pod, "kind")).isEqualTo("Pod");
    String container =
        part.equals("driver")
            ? Constants$.MODULE$.DEFAULT_DRIVER_CONTAINER_NAME()
            : Constants$.MODULE$.DEFAULT_EXECUTOR_CONTAINER_NAME();
    assertThat(each(at(pod, "spec", "containers"), "name")).containsExactly(container);
    String setting = "spark.kubernetes." + part + ".podTemplate";
    assertThat(settings.values()).containsEntry(setting + "ContainerName", container);
    assertThat(SparkSettingsTest.HOME.resolve(settings.values().get(setting + "File")))
        .hasSameTextualContentAs(FOLDER.resolve(part + ".yaml"));
    assertThat(each(at(pod, "spec", "volumes"), "name"))
        .containsExactlyInAnyOrderElementsOf(
            each(at(pod, "spec", "containers", 0, "volumeMounts"), "name"));
  }

  @Test
  void executorsUnpackTheirNativesToAVolume() throws IOException {
    assertThat(
            each(at(yaml("executor.yaml"), "spec", "containers", 0, "volumeMounts"), "mountPath"))
        .contains(settings.values().get("spark.executorEnv.DJL_CACHE_DIR"), "/synprune/results");
  }

  @Test
  void theScheduledRunIsTheProgramsNightlyOne() throws IOException {
    Object nightly = yaml("nightly.yaml");
    assertThat(at(nightly, "apiVersion")).isEqualTo("sparkoperator.k8s.io/v1beta2");
    assertThat(at(nightly, "kind")).isEqualTo("ScheduledSparkApplication");
    assertThat(at(nightly, "spec", "schedule").toString()).matches("([0-9*/,-]+ ){4}[0-9*/,-]+");
    assertThat(at(nightly, "spec", "concurrencyPolicy")).isEqualTo("Forbid");
    Object application = at(nightly, "spec", "template");
    assertThat(at(application, "mainClass")).isEqualTo(Main.class.getName());
    assertThat(at(application, "arguments", 0)).isEqualTo("nightly");
    // That of the default build, which the image has: the first in the POM.
    String version =
        Files.readString(Path.of("../pom.xml"))
            .replaceFirst("(?s).*?<spark.version>([^<]+)<.*", "$1");
    assertThat(at(application, "sparkVersion")).isEqualTo(version);
    assertThat(at(application, "mode")).isEqualTo("cluster");
    assertThat(at(application, "restartPolicy", "type")).isEqualTo("Never");
    for (Object argument : (List<?>) at(application, "arguments")) {
      assertThat(argument).as("the operator takes strings only").isInstanceOf(String.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver", "executor"})
  void theScheduledRunHasTheSamePods(String part) throws IOException {
    Map<Object, Object> pod = new TreeMap<>((Map<?, ?>) yaml(part + ".yaml"));
    pod.remove("apiVersion");
    pod.remove("kind");
    assertThat(at(yaml("nightly.yaml"), "spec", "template", part, "template")).isEqualTo(pod);
  }

  @Test
  void theScheduledRunHasTheSameSettings() throws Exception {
    Object nightly = yaml("nightly.yaml");
    Object application = at(nightly, "spec", "template");
    Map<String, String> given = new TreeMap<>();
    ((Map<?, ?>) at(application, "sparkConf"))
        .forEach((name, value) -> given.put((String) name, (String) value));
    assertThat(new SparkSettings(given).nameProblems(new SparkRegistry())).isEmpty();

    Map.of(
            "spark.kubernetes.container.image", List.of("image"),
            "spark.kubernetes.authenticate.driver.serviceAccountName",
                List.of("driver", "serviceAccount"),
            "spark.driver.memory", List.of("driver", "memory"),
            "spark.driver.extraJavaOptions", List.of("driver", "javaOptions"),
            "spark.executor.extraJavaOptions", List.of("executor", "javaOptions"),
            "spark.executor.memory", List.of("executor", "memory"),
            "spark.executor.memoryOverhead", List.of("executor", "memoryOverhead"),
            "spark.executor.cores", List.of("executor", "cores"),
            "spark.executor.instances", List.of("executor", "instances"))
        .forEach(
            (name, path) ->
                assertThat(given.put(name, at(application, path.toArray()).toString()))
                    .as("%s given twice", name)
                    .isNull());
    assertThat(at(nightly, "metadata", "namespace"))
        .isEqualTo(settings.values().get("spark.kubernetes.namespace"));
    Map<String, String> wanted = new TreeMap<>(settings.values());
    wanted.keySet().removeAll(OF_SUBMITTING);
    assertThat(given).isEqualTo(wanted);
  }

  @Test
  void theImageHoldsWhatTheSettingsName() throws IOException {
    String image = Files.readString(FOLDER.resolve("Dockerfile"));
    String program = at(yaml("nightly.yaml"), "spec", "template", "mainApplicationFile").toString();
    assertThat(image)
        .contains(
            " " + program.replace("local://", "") + "\n",
            " " + settings.values().get("spark.executor.resource.gpu.discoveryScript") + "\n",
            " " + settings.values().get("spark.executor.extraClassPath").replace("/*", "") + "\n");
  }
}
