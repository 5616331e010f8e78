package org.synprune.pruning;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file under another name and then renames it, so that no reader sees half a file. */
final class AtomicFile {

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /** Writes or replaces a file; if writing fails, an existing file stays as it was. */
  static void write(Path file, Content content) throws IOException {
    Path beside = beside(file);
    try {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW))) {
        content.writeTo(out);
      }
      move(beside, file);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** Returns an unused path in the same folder. */
  static Path beside(Path path) {
    return path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
  }

  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
