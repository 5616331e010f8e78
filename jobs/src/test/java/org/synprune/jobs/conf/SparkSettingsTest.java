package org.synprune.jobs.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.spark.BuiltFor;

/** The settings files of {@code conf/spark}, held against Spark itself. */
class SparkSettingsTest {

  static final Path HOME = Path.of("..");
  static final Path FOLDER = HOME.resolve("conf/spark");

  static Stream<String> all() {
    return Stream.concat(Stream.of("local"), ofClusters());
  }

  static Stream<String> ofClusters() {
    return Stream.of("standalone-cpu", "standalone-gpu", "yarn-cpu", "yarn-gpu", "kubernetes-gpu");
  }

  private final SparkRegistry registry;

  SparkSettingsTest() throws ClassNotFoundException {
    registry = new SparkRegistry();
  }

  @TempDir private Path dir;

  private static SparkSettings settings(String name) throws IOException {
    return SparkSettings.of(FOLDER.resolve(name + ".conf"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void sparkKnowsEverySettingAndReadsItsValue(String name) throws IOException {
    SparkSettings settings = settings(name);
    assertThat(settings.values()).hasSizeGreaterThan(5).containsKey("spark.master");
    assertThat(settings.problems(registry)).isEmpty();
    assertThat(SparkSettings.alternatives(FOLDER.resolve(name + ".conf")).nameProblems(registry))
        .isEmpty();
  }

  @Test
  void everyFileIsTested() throws IOException {
    try (var files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(f -> f.endsWith(".conf")))
          .containsExactlyInAnyOrderElementsOf(all().map(name -> name + ".conf").toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.speculaton                         | false   | knows no such setting",
        "spark.task.resourse.gpu.amount           | 1       | knows no such setting",
        "spark.task.resource.gpus.amount          | 1       | knows no such setting",
        "spark.executor.resource.gpu.discovery    | /x      | knows no such setting",
        "spark.executorEnv.OMP_NUM_THREAD         | 1       | knows no such setting",
        "spark.kubernetes.driver.podTemplateFiles | x.yaml  | knows no such setting",
        "spark.yarn.dist.file                     | x       | knows no such setting",
        "spark.worker.cleanup.enable              | true    | knows no such setting",
        "spark.sql.session.timezones              | UTC     | knows no such setting",
        "spark.speculation                        | perhaps | 'perhaps'",
        "spark.locality.wait                      | soon    | 'soon'",
        "spark.executor.memory                    | much    | 'much'",
        "spark.executor.instances                 | 4.5     | '4.5'",
        "spark.task.resource.gpu.amount           | 1.5     | 1.5 must be either",
        "spark.task.resource.gpu.amount           | 0.5     | do for 2 tasks, its cores for 1",
        "spark.executor.cores                     | 4       | do for 1 tasks, its cores for 4",
        "spark.executor.resource.gpu.amount       | 2       | do for 2 tasks, its cores for 1",
        "spark.executor.resource.gpu.amount       | many    | many",
        "spark.master                             | local[2] | hands out no GPUs",
      })
  void aMistakeIsFound(String name, String value, String said) throws IOException {
    assertThat(settings("standalone-gpu").with(name, value).problems(registry))
        .singleElement()
        .asString()
        .contains(said);
  }

  @Test
  void moreThanHalfAGpuForATaskIsRefusedBySpark3() throws IOException {
    List<String> problems =
        settings("standalone-gpu")
            .with("spark.task.resource.gpu.amount", "0.75")
            .problems(registry);
    if (BuiltFor.sparkHere().spark().startsWith("3.")) {
      assertThat(problems).singleElement().asString().contains("0.75 must be either");
    } else {
      assertThat(problems).isEmpty();
    }
  }

  @Test
  void anExecutorThatSharesItsGpuBetweenItsCoresFits() throws IOException {
    assertThat(
            settings("standalone-gpu")
                .with("spark.executor.cores", "4")
                .with("spark.task.resource.gpu.amount", "0.25")
                .problems(registry))
        .isEmpty();
  }

  @Test
  void gpusThatNoExecutorCanTakeAreFound() throws IOException {
    SparkSettings pairs =
        settings("standalone-gpu")
            .with("spark.executor.cores", "2")
            .with("spark.executor.resource.gpu.amount", "2");
    assertThat(pairs.with("spark.worker.resource.gpu.amount", "4").problems(registry)).isEmpty();
    assertThat(pairs.with("spark.worker.resource.gpu.amount", "3").problems(registry))
        .containsExactly("a worker's GPUs are no multiple of an executor's");
  }

  @Test
  void aMistakeInWhatIsCommentedOutIsFound() throws IOException {
    Path file = dir.resolve("own.conf");
    Files.writeString(file, "spark.master = yarn\n# Or:\n# spark.yarn.queu = nightly\n");
    assertThat(SparkSettings.alternatives(file).nameProblems(registry))
        .containsExactly("spark.yarn.queu: Spark knows no such setting");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "standalone-cpu", "yarn-cpu"})
  void whereThereAreNoGpusNoneIsAskedFor(String name) throws IOException {
    assertThat(settings(name).values().toString().toLowerCase(Locale.ROOT))
        .doesNotContain("gpu", "cuda", "cublas");
  }

  @ParameterizedTest
  @MethodSource("ofClusters")
  void executorsComeAndGo(String name) throws IOException {
    Map<String, String> values = settings(name).values();
    assertThat(values)
        .containsAllEntriesOf(
            Map.of(
                "spark.dynamicAllocation.enabled", "true",
                "spark.dynamicAllocation.shuffleTracking.enabled", "true",
                "spark.dynamicAllocation.executorIdleTimeout", "60s",
                // What prepared the data holds shuffle files, and would be kept for ever.
                "spark.dynamicAllocation.shuffleTracking.timeout", "60s",
                "spark.decommission.enabled", "true",
                "spark.task.cpus", "1",
                "spark.executor.cores", "1"))
        .containsKey("spark.dynamicAllocation.maxExecutors");
    if (!name.startsWith("standalone")) {
      // A standalone master doesn't count.
      assertThat(values).containsEntry("spark.executor.maxNumFailures", "1000000");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yarn-cpu", "yarn-gpu"})
  void yarnDoesNotSweepTwice(String name) throws IOException {
    assertThat(settings(name).values()).containsEntry("spark.yarn.maxAppAttempts", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone-gpu", "yarn-gpu", "kubernetes-gpu"})
  void aTaskIsATrialOnOneThreadAndOneGpu(String name) throws IOException {
    assertThat(settings(name).values())
        .containsAllEntriesOf(
            Map.of(
                "spark.task.cpus", "1",
                "spark.executor.cores", "1",
                "spark.task.resource.gpu.amount", "1",
                "spark.executor.resource.gpu.amount", "1",
                "spark.locality.wait", "0s",
                "spark.speculation", "false",
                "spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID",
                // Its colon is lost where no '=' stands before it.
                "spark.executorEnv.CUBLAS_WORKSPACE_CONFIG", ":4096:8"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void processesRunWithWhatTheLauncherRunsWith(String name) throws Exception {
    Map<String, String> values = settings(name).values();
    String flags = launcher("${engine[*]}");
    assertThat(flags).contains("-Dai.djl.offline=true", "num_threads=1", "graph_optimizer=false");
    assertThat(values.get("spark.driver.extraJavaOptions"))
        .isEqualTo(flags + " -Dlog4j2.configurationFile=" + logging(name));
    if (name.equals("local")) {
      return;
    }
    assertThat(values).containsEntry("spark.executor.extraJavaOptions", flags);
    for (String variable :
        List.of(
            "OMP_NUM_THREADS",
            "MALLOC_MMAP_THRESHOLD_",
            "MALLOC_TRIM_THRESHOLD_",
            "MALLOC_ARENA_MAX")) {
      assertThat(values).containsEntry("spark.executorEnv." + variable, launcher("$" + variable));
    }
  }

  /** Where a driver finds the settings of logging. */
  private static String logging(String name) throws IOException {
    if (!name.equals("kubernetes-gpu")) {
      assertThat(HOME.resolve("conf/log4j2.properties")).isRegularFile();
      return "conf/log4j2.properties";
    }
    String file = "/opt/synprune/log4j2.properties";
    assertThat(Files.readString(FOLDER.resolve("kubernetes/Dockerfile")))
        .contains("COPY log4j2.properties " + file, " conf/log4j2.properties image");
    return file;
  }

  /** What a variable is in {@code scripts/java-options}. */
  private static String launcher(String variable) throws Exception {
    Script.Ended ended =
        new Script(HOME, Map.of("PATH", System.getenv("PATH")))
            .run("bash", "-euc", ". scripts/java-options; printf %s \"" + variable + "\"");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).isNotBlank();
    return ended.out();
  }
}
