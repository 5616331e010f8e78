package org.synprune.jobs.cli.options;

import java.nio.file.Path;
import org.synprune.jobs.BadInputException;
import picocli.CommandLine.Option;

/** The folder that holds prepared series and all results. */
public final class OutputFolder {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description = "Folder of prepared series and results (default: out).")
  private Path out;

  /**
   * The folder, absolute: executors have working directories of their own.
   *
   * @return its path
   * @throws BadInputException if it is the address of a store instead of a folder
   */
  public Path path() {
    if (out.toString().matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
      throw new BadInputException(
          "--out is '"
              + out
              + "', expected a folder that all machines mount, not an address of a store");
    }
    return out.toAbsolutePath().normalize();
  }

  /**
   * The folder of prepared series.
   *
   * @return its path
   */
  public Path seriesRoot() {
    return path().resolve("series");
  }

  /**
   * The folder as the stores of results take it.
   *
   * @return its absolute path
   */
  public String root() {
    return path().toString();
  }

  /** The folder as it was given. */
  @Override
  public String toString() {
    return out.toString();
  }
}
