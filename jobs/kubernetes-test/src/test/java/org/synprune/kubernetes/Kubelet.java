package org.synprune.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.cluster.Waiting;

/**
 * Starts a process for each pod that is made, ends it when the pod is deleted, and writes what
 * becomes of it into the pod's status.
 */
final class Kubelet implements Watcher<Pod>, AutoCloseable {

  /** Keeps a deleted pod from being gone while its process runs. */
  static final String HOLD = "synprune.org/kubelet";

  /** As Kubernetes leaves a pod to end by itself. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final int NOT_STARTED = 128;

  private final KubernetesClient client;
  private final Node node;
  private final List<Pod> asked = new CopyOnWriteArrayList<>();
  private final Map<String, Process> processes = new ConcurrentHashMap<>();
  private final List<CompletableFuture<Void>> endings = new CopyOnWriteArrayList<>();
  private final ExecutorService work = Executors.newSingleThreadExecutor();
  private final Watch watch;

  Kubelet(KubernetesClient client, Node node) {
    this.client = client;
    this.node = node;
    watch = client.pods().inNamespace(Kubernetes.NAMESPACE).watch(this);
  }

  @Override
  public void eventReceived(Action action, Pod pod) {
    switch (action) {
      case ADDED -> {
        asked.add(pod);
        work.execute(() -> start(pod));
      }
      case MODIFIED -> {
        if (pod.isMarkedForDeletion()) {
          work.execute(() -> end(pod));
        }
      }
      default -> {}
    }
  }

  @Override
  public void onClose(@Nullable WatcherException cause) {
    throw new IllegalStateException("the watch on pods ended", cause);
  }

  /** All pods that were ever made, as they were asked for. */
  List<Pod> asked() {
    return List.copyOf(asked);
  }

  /** What a pod's process has said so far. */
  String said(Pod pod) {
    try {
      return Files.exists(log(pod)) ? Files.readString(log(pod)) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log(Pod pod) {
    return node.pod(name(pod)).resolve("log");
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  private void start(Pod pod) {
    try {
      Process process = PodProcess.start(pod, node, client, log(pod));
      processes.put(name(pod), process);
      tell(pod, "Running", new ContainerStateBuilder().withNewRunning().endRunning().build());
      endings.add(process.onExit().thenAcceptAsync(done -> ended(pod, done.exitValue()), work));
    } catch (IOException | RuntimeException e) {
      append(pod, e);
      ended(pod, NOT_STARTED);
    }
  }

  private void append(Pod pod, Exception reason) {
    try {
      Files.writeString(
          log(pod), "not started: " + reason, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process of a pod that is to go, or lets the pod go if it has ended. */
  private void end(Pod pod) {
    Process process = processes.get(name(pod));
    if (process != null && process.isAlive()) {
      process.destroy();
    } else {
      change(pod, PodResource::edit, Kubelet::released);
    }
  }

  private static Pod released(Pod pod) {
    return new PodBuilder(pod).editMetadata().withFinalizers().endMetadata().build();
  }

  private void ended(Pod pod, int code) {
    ContainerState state =
        new ContainerStateBuilder().withNewTerminated().withExitCode(code).endTerminated().build();
    // If it is to go, this change of it makes it end.
    tell(pod, code == 0 ? "Succeeded" : "Failed", state);
  }

  private void tell(Pod pod, String phase, ContainerState state) {
    boolean ready = phase.equals("Running");
    change(
        pod,
        PodResource::editStatus,
        now ->
            new PodBuilder(now)
                .withNewStatus()
                .withPhase(phase)
                .withPodIP(PodProcess.IP)
                .withStartTime(pod.getMetadata().getCreationTimestamp())
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .addNewContainerStatus()
                .withName(pod.getSpec().getContainers().get(0).getName())
                .withReady(ready)
                .withState(state)
                .endContainerStatus()
                .endStatus()
                .build());
  }

  /** Changes a pod, unless it is gone. */
  private void change(
      Pod pod, BiConsumer<PodResource, UnaryOperator<Pod>> edit, UnaryOperator<Pod> change) {
    PodResource resource = client.pods().inNamespace(Kubernetes.NAMESPACE).withName(name(pod));
    if (resource.get() == null) {
      return;
    }
    try {
      edit.accept(resource, change);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Waits until no process runs any more and what is to go is gone. */
  void settle() {
    CompletableFuture.allOf(endings.toArray(CompletableFuture<?>[]::new))
        .orTimeout(GRACE.toSeconds(), TimeUnit.SECONDS)
        .join();
    Waiting.until(
        GRACE,
        () -> "the pods that are to go",
        () ->
            client.pods().inNamespace(Kubernetes.NAMESPACE).list().getItems().stream()
                .noneMatch(Pod::isMarkedForDeletion));
  }

  @Override
  public void close() {
    watch.close();
    processes.values().forEach(Process::destroyForcibly);
    work.shutdown();
  }
}
