package org.synprune.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds a pod against what {@code kubernetes-gpu.conf} and the templates say.
 *
 * @param pod as it was asked for
 */
record PodCheck(Pod pod) {

  private PodSpec spec() {
    return pod.getSpec();
  }

  private Container container() {
    assertThat(spec().getContainers()).hasSize(1);
    return spec().getContainers().get(0);
  }

  private static Map<String, String> amounts(Map<String, ?> amounts) {
    Map<String, String> texts = new HashMap<>();
    amounts.forEach((name, amount) -> texts.put(name, amount.toString()));
    return texts;
  }

  /** Where a volume is mounted, and {@code "ro"} if it can't be written there. */
  private Map<String, String> mounts() {
    Map<String, String> mounts = new HashMap<>();
    container()
        .getVolumeMounts()
        .forEach(
            mount ->
                mounts.put(
                    mount.getName(),
                    mount.getMountPath()
                        + (Boolean.TRUE.equals(mount.getReadOnly()) ? " ro" : "")));
    return mounts;
  }

  private Volume volume(String name) {
    return spec().getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    for (EnvVar variable : container().getEnv()) {
      variables.put(variable.getName(), variable.getValue());
    }
    return variables;
  }

  private void isOurs(String component) {
    assertThat(pod.getMetadata().getNamespace()).isEqualTo("synprune");
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/name", "synprune")
        .containsEntry("app.kubernetes.io/component", component)
        .containsEntry("spark-role", component)
        .containsKey("spark-app-selector");
    assertThat(container().getName()).isEqualTo("spark-kubernetes-" + component);
    assertThat(container().getImage()).isEqualTo("REGISTRY/synprune:0.1.0-cuda");
    assertThat(spec().getServiceAccountName()).isEqualTo("spark");
    assertThat(spec().getSecurityContext().getRunAsUser()).isEqualTo(185);
    assertThat(spec().getSecurityContext().getRunAsGroup()).isEqualTo(185);
    assertThat(spec().getSecurityContext().getFsGroup()).isEqualTo(185);
    assertThat(mounts())
        .containsEntry("data", "/synprune/data ro")
        .containsEntry("results", "/synprune/results");
    assertThat(volume("data").getPersistentVolumeClaim().getClaimName()).isEqualTo("synprune-data");
    assertThat(volume("data").getPersistentVolumeClaim().getReadOnly()).isTrue();
    assertThat(volume("results").getPersistentVolumeClaim().getClaimName())
        .isEqualTo("synprune-results");
    assertThat(volume("results").getPersistentVolumeClaim().getReadOnly()).isNotEqualTo(true);
  }

  /** One core, no GPU, 4 GB and Spark's tenth of it. */
  void isTheDriver() {
    isOurs("driver");
    assertThat(amounts(container().getResources().getRequests()))
        .isEqualTo(Map.of("cpu", "1", "memory", "4505Mi"));
    assertThat(amounts(container().getResources().getLimits()))
        .isEqualTo(Map.of("memory", "4505Mi"));
    assertThat(container().getArgs())
        .startsWith("driver")
        .containsSubsequence("--class", "org.synprune.jobs.cli.Main")
        .containsSubsequence("local:///opt/synprune/synprune.jar", "run", "--grid");
  }

  /** One core, one GPU on a node that has some, 3 GB and 5 GB beyond the heap. */
  void isAnExecutor() {
    isOurs("executor");
    assertThat(amounts(container().getResources().getRequests()))
        .isEqualTo(Map.of("cpu", "1", "memory", "8192Mi"));
    // Of what Kubernetes itself doesn't know, a limit is a request too.
    assertThat(amounts(container().getResources().getLimits()))
        .isEqualTo(Map.of("memory", "8192Mi", "nvidia.com/gpu", "1"));
    assertThat(spec().getNodeSelector()).containsEntry("nvidia.com/gpu.present", "true");
    assertThat(spec().getTolerations())
        .singleElement()
        .satisfies(
            toleration -> {
              assertThat(toleration.getKey()).isEqualTo("nvidia.com/gpu");
              assertThat(toleration.getOperator()).isEqualTo("Exists");
              assertThat(toleration.getEffect()).isEqualTo("NoSchedule");
            });
    assertThat(mounts()).containsEntry("natives", "/synprune/djl");
    assertThat(volume("natives").getEmptyDir().getSizeLimit()).hasToString("8Gi");
    assertThat(environment())
        .containsAllEntriesOf(
            Map.of(
                "SPARK_EXECUTOR_CORES", "1",
                "SPARK_EXECUTOR_MEMORY", "3072m",
                "DJL_CACHE_DIR", "/synprune/djl",
                "OMP_NUM_THREADS", "1",
                "MALLOC_MMAP_THRESHOLD_", "33554432",
                "MALLOC_TRIM_THRESHOLD_", "1073741824",
                "MALLOC_ARENA_MAX", "4",
                "CUDA_DEVICE_ORDER", "PCI_BUS_ID",
                "CUBLAS_WORKSPACE_CONFIG", ":4096:8"));
    assertThat(environment().get("SPARK_CLASSPATH")).endsWith("/natives/*");
    assertThat(pod.getMetadata().getOwnerReferences())
        .as("an executor goes with its driver")
        .singleElement()
        .satisfies(owner -> assertThat(owner.getName()).endsWith("-driver"));
  }
}
