package org.synprune.jobs.cli.options;

import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.Folder;
import picocli.CommandLine.Option;

/** The folder that holds prepared series and all results. */
public final class OutputFolder {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description =
          "Folder of prepared series and results, or its address in a store that Hadoop has a client"
              + " for, such as hdfs://host/results or s3a://bucket/results (default: out).")
  private String out;

  /**
   * The folder.
   *
   * @return the folder, there or not
   * @throws BadInputException if there is no client for its address, or no store answers there
   */
  public Folder folder() {
    return GivenFolder.of(out);
  }

  /**
   * The folder of prepared series.
   *
   * @return a folder in {@link #folder}
   */
  public Folder seriesRoot() {
    return folder().resolve("series");
  }

  /** The folder as it was given. */
  @Override
  public String toString() {
    return out;
  }
}
