package org.synprune.kubernetes;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.synprune.jobs.cluster.SparkHome;

/**
 * The machine that pods run on: the image's content and the volumes' as folders.
 *
 * @param folder holds all of it
 * @param spark what the image has at {@code /opt/spark}
 */
record Node(Path folder, SparkHome spark) {

  /** The checkout. */
  static final Path HOME =
      Path.of(System.getProperty("synprune.home")).toAbsolutePath().normalize();

  /**
   * Makes one, with what {@code conf/spark/kubernetes/Dockerfile} puts into the image.
   *
   * @param folder an empty folder
   */
  static Node in(Path folder) {
    Node node = new Node(folder, SparkHome.in(folder.resolve("spark")));
    try {
      Path natives = Files.createDirectories(node.image().resolve("natives"));
      for (String jar : List.of(SparkHome.natives().split(File.pathSeparator))) {
        link(natives.resolve(Path.of(jar).getFileName()), Path.of(jar));
      }
      link(node.image().resolve("gpu-discovery"), HOME.resolve("scripts/gpu-discovery"));
      link(node.image().resolve("log4j2.properties"), HOME.resolve("conf/log4j2.properties"));
      link(node.image().resolve("synprune.jar"), Path.of(SparkHome.program()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return node;
  }

  private static void link(Path link, Path target) throws IOException {
    Files.createSymbolicLink(link, target.toAbsolutePath().normalize());
  }

  /** What the image has at {@code /opt/synprune}. */
  Path image() {
    return folder.resolve("image");
  }

  /** What a claim is bound to. */
  Path claim(String name) {
    return made(folder.resolve("claims").resolve(name));
  }

  /**
   * Where natives are unpacked: where this machine's other tests have them, which is done already.
   * A pod of its own takes a minute for it.
   */
  Path natives() {
    String cache = System.getenv("DJL_CACHE_DIR");
    return made(
        cache == null ? Path.of(System.getProperty("user.home"), ".djl.ai") : Path.of(cache));
  }

  /** What belongs to a pod alone. */
  Path pod(String name) {
    return made(folder.resolve("pods").resolve(name));
  }

  static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
