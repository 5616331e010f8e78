package org.synprune.jobs.cli.options;

import java.nio.file.Path;
import org.synprune.jobs.BadInputException;
import picocli.CommandLine.Option;

/** The folder that all results lie in. */
public final class OutputFolder {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description = "Folder of prepared series and results (default: out).")
  private Path out;

  /** The folder, absolute: executors have working directories of their own. */
  public Path path() {
    if (out.toString().matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
      throw new BadInputException(
          "--out is '" + out + "', expected a folder that all machines mount, not an address");
    }
    return out.toAbsolutePath().normalize();
  }

  public Path seriesRoot() {
    return path().resolve("series");
  }

  public String root() {
    return path().toString();
  }

  /** The folder as it was given. */
  @Override
  public String toString() {
    return out.toString();
  }
}
