package org.synprune.jobs.cli.stages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.synprune.jobs.BadInputException;

/** Java's folder for temporary files, where Spark and its libraries unpack what they need. */
final class TemporaryFiles {

  /** Spark's native libraries take some megabytes. */
  private static final long NEEDED = 16L << 20;

  private TemporaryFiles() {}

  /**
   * Makes sure that there is room.
   *
   * @throws BadInputException if the folder can't be written to, or is full
   */
  static void requireRoom() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    String otherwise =
        ", expected room for temporary files there, or in another folder"
            + " (SYNPRUNE_JAVA_OPTS=-Djava.io.tmpdir=DIR)";
    try {
      if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
        throw new BadInputException(folder + ": can't be written to" + otherwise);
      }
      long room = Files.getFileStore(folder).getUsableSpace();
      if (room < NEEDED) {
        throw new BadInputException(folder + ": has " + (room >> 10) + " kB left" + otherwise);
      }
    } catch (IOException e) {
      throw new BadInputException(folder + ": can't be looked at" + otherwise, e);
    }
  }
}
