package org.synprune.jobs.files;

import java.nio.file.Path;

/** Local paths as Spark takes them. */
public final class Locations {

  private Locations() {}

  /** A path to write to, taken as it stands. */
  public static String toWrite(Path path) {
    return "file:" + path.toAbsolutePath();
  }

  /** A path to read from, where Spark would take brackets, braces and stars for patterns. */
  public static String toRead(Path path) {
    return "file:" + path.toAbsolutePath().toString().replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
  }
}
