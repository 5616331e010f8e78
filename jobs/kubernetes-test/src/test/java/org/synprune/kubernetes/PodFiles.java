package org.synprune.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a pod's process finds what a container would: no process of this machine sees an image or a
 * volume at its own path, so paths in what it is given are replaced. So are names of services,
 * which no DNS here knows.
 */
final class PodFiles {

  private static final String CONF = "/opt/spark/conf";
  private static final String PROPERTIES = "spark.properties";

  private static final String NATIVES = "natives";
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Pod pod;
  private final Node node;
  private final Map<String, String> places = new HashMap<>();
  private final Pattern place;

  /** Makes the folders that a pod mounts. */
  PodFiles(Pod pod, Node node, KubernetesClient client) {
    this.pod = pod;
    this.node = node;
    places.put("/opt/spark", node.spark().folder().toString());
    places.put("/opt/synprune", node.image().toString());
    places.put(CONF, Node.made(own().resolve("conf")).toString());
    String namespace = pod.getMetadata().getNamespace();
    List<ConfigMapVolumeSource> sources =
        pod.getSpec().getVolumes().stream()
            .map(Volume::getConfigMap)
            .filter(Objects::nonNull)
            .toList();
    // Spark asks for the driver's pod first, then for what it mounts and for its service.
    sources.forEach(
        source ->
            client
                .configMaps()
                .inNamespace(namespace)
                .withName(source.getName())
                .waitUntilCondition(Objects::nonNull, SOON.toSeconds(), TimeUnit.SECONDS));
    client.services().inNamespace(namespace).list().getItems().stream()
        .map(service -> service.getMetadata().getName() + "." + namespace + ".svc")
        .forEach(name -> places.put(name, "127.0.0.1"));
    Map<String, Volume> volumes =
        pod.getSpec().getVolumes().stream()
            .collect(Collectors.toMap(Volume::getName, Function.identity()));
    Map<Path, ConfigMapVolumeSource> maps = new HashMap<>();
    for (VolumeMount mount : pod.getSpec().getContainers().get(0).getVolumeMounts()) {
      Volume volume = volumes.get(mount.getName());
      Path folder = folder(volume);
      places.put(mount.getMountPath(), folder.toString());
      if (volume.getConfigMap() != null) {
        maps.put(folder, volume.getConfigMap());
      }
    }
    // The longest first: /opt/spark/conf is not below /opt/spark.
    place =
        places.keySet().stream()
            .sorted(Comparator.comparing(String::length).reversed())
            .map(path -> Pattern.quote(path) + "(?![\\w-])")
            .collect(Collectors.collectingAndThen(Collectors.joining("|"), Pattern::compile));
    maps.forEach(
        (folder, source) ->
            write(
                folder,
                source,
                client.configMaps().inNamespace(namespace).withName(source.getName()).require()));
  }

  private Path own() {
    return node.pod(pod.getMetadata().getName());
  }

  private Path folder(Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return node.claim(volume.getPersistentVolumeClaim().getClaimName());
    }
    if (volume.getName().equals(NATIVES)) {
      return node.natives();
    }
    return Node.made(own().resolve("volumes").resolve(volume.getName()));
  }

  private void write(Path folder, ConfigMapVolumeSource source, ConfigMap map) {
    try {
      for (KeyToPath item : source.getItems()) {
        String text = map.getData().get(item.getKey());
        // Settings are for this pod; a template in another map is for others.
        Files.writeString(
            folder.resolve(item.getPath()), item.getPath().equals(PROPERTIES) ? local(text) : text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text with paths of this machine in place of those of the container. */
  String local(String text) {
    return place.matcher(text).replaceAll(this::replacement);
  }

  private String replacement(MatchResult found) {
    return Matcher.quoteReplacement(places.get(found.group()));
  }
}
