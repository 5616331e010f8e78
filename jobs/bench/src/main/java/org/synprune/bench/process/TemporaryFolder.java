package org.synprune.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that is gone after use.
 *
 * @param path where it is
 */
public record TemporaryFolder(Path path) implements AutoCloseable {

  public TemporaryFolder() {
    this(create());
  }

  private static Path create() {
    try {
      return Files.createTempDirectory("synprune-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file or folder and all that is in it. */
  public static void remove(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path one : deepestFirst) {
        Files.delete(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    remove(path);
  }
}
