package org.synprune.jobs.cli;

import java.nio.file.Path;
import org.synprune.jobs.BadInputException;
import picocli.CommandLine.Option;

/** The folder that all results lie in. */
final class OutputFolder {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description = "Folder of prepared series and results (default: out).")
  private Path out;

  /** The folder, absolute: executors have working directories of their own. */
  Path path() {
    if (out.toString().matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
      throw new BadInputException(
          "--out is '" + out + "', expected a folder that all machines mount, not an address");
    }
    return out.toAbsolutePath().normalize();
  }

  Path seriesRoot() {
    return path().resolve("series");
  }

  String root() {
    return path().toString();
  }

  /** The folder as it was given. */
  @Override
  public String toString() {
    return out.toString();
  }
}
