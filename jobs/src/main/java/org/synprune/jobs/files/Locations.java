package org.synprune.jobs.files;

import java.nio.file.Path;

/** Paths in the form that Spark and Hadoop take. */
public final class Locations {

  private Locations() {}

  /**
   * A local path to write to. Spark takes it literally.
   *
   * @param path a path of this machine, absolute or not
   * @return {@code file:} and the absolute path
   */
  public static String toWrite(Path path) {
    return "file:" + path.toAbsolutePath();
  }

  /**
   * A local path to read from.
   *
   * @param path a path of this machine, absolute or not
   * @return {@code file:} and the absolute path, with glob characters escaped
   */
  public static String toRead(Path path) {
    return escapeGlob(toWrite(path));
  }

  /**
   * Escapes the characters that Spark and Hadoop read as patterns: brackets, braces, {@code *},
   * {@code ?} and the backslash.
   *
   * @param path a path or an address such as {@code hdfs://host/folder}
   * @return the text that matches exactly this path
   */
  public static String escapeGlob(String path) {
    return path.replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
  }
}
