package org.synprune.jobs.conf;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.deploy.k8s.Config$;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.launcher.SparkLauncher;
import org.apache.spark.resource.ResourceID;

/** What Spark itself knows of a setting. */
final class SparkRegistry {

  /** Spark's lists of settings: loading one registers its settings. */
  private static final List<String> LISTS =
      List.of(
          "org.apache.spark.internal.config.package$",
          "org.apache.spark.internal.config.Deploy$",
          "org.apache.spark.internal.config.History$",
          "org.apache.spark.internal.config.Kryo$",
          "org.apache.spark.internal.config.Network$",
          "org.apache.spark.internal.config.Status$",
          "org.apache.spark.internal.config.UI$",
          "org.apache.spark.internal.config.Worker$",
          "org.apache.spark.sql.internal.SQLConf$",
          "org.apache.spark.sql.internal.StaticSQLConf$",
          "org.apache.spark.deploy.k8s.Config$",
          "org.apache.spark.deploy.yarn.config.package$");

  /** Settings that Spark reads by their bare names. */
  private static final Set<String> UNREGISTERED = Set.of(SparkLauncher.SPARK_MASTER);

  /** Environment variables that the engine, its libraries and our scripts read. */
  private static final Set<String> VARIABLES =
      Set.of(
          "CUBLAS_WORKSPACE_CONFIG",
          "CUDA_DEVICE_ORDER",
          "DJL_CACHE_DIR",
          "MALLOC_ARENA_MAX",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_",
          "OMP_NUM_THREADS",
          "PYTORCH_FLAVOR",
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_VERSION",
          "SYNPRUNE_GPU_SHARES");

  /** Names that are put together from a prefix of Spark's and something of the user's. */
  private final Set<String> composed;

  SparkRegistry() throws ClassNotFoundException {
    for (String list : LISTS) {
      Class.forName(list);
    }
    Stream<String> resources =
        Stream.of("driver", "executor", "task", "worker")
            .map(component -> new ResourceID("spark." + component, "gpu"))
            .flatMap(
                gpu -> Stream.of(gpu.amountConf(), gpu.discoveryScriptConf(), gpu.vendorConf()));
    Stream<String> variables =
        Stream.of(
                "spark.executorEnv.",
                "spark.yarn.appMasterEnv.",
                Config$.MODULE$.KUBERNETES_DRIVER_ENV_PREFIX())
            .flatMap(prefix -> VARIABLES.stream().map(prefix::concat));
    composed =
        Stream.of(resources, variables, UNREGISTERED.stream())
            .flatMap(Function.identity())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What is wrong with a setting.
   *
   * @param name its name
   * @param value its value
   * @return a sentence; empty if Spark knows the name and can read the value
   */
  Optional<String> problem(String name, String value) {
    ConfigEntry<?> entry = ConfigEntry.findEntry(name);
    if (entry == null) {
      return composed.contains(name)
          ? Optional.empty()
          : Optional.of(name + ": Spark knows no such setting");
    }
    try {
      entry.valueConverter().apply(value);
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(name + " is '" + value + "': " + e.getMessage());
    }
  }
}
