package org.synprune.jobs.data;

import java.nio.file.Path;

/** Local paths as Spark takes them. */
final class Locations {

  private Locations() {}

  /** A path to write to, taken as it stands. */
  static String toWrite(Path path) {
    return "file:" + path.toAbsolutePath();
  }

  /** A path to read from, where Spark would take brackets, braces and stars for patterns. */
  static String toRead(Path path) {
    return "file:" + path.toAbsolutePath().toString().replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
  }
}
