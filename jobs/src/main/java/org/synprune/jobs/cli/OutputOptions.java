package org.synprune.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.results.ResultStore;
import picocli.CommandLine.Option;

/** Where results lie. */
final class OutputOptions {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description = "Folder of prepared series and results (default: out).")
  private Path out;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "Name of the run: a sweep carries on with the run of its name (default: the grid's).")
  private String run;

  /** The folder, absolute: executors have working directories of their own. */
  Path folder() {
    if (out.toString().matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
      throw new BadInputException(
          "--out is '" + out + "', expected a folder that all machines mount, not an address");
    }
    return out.toAbsolutePath().normalize();
  }

  Path seriesRoot() {
    return folder().resolve("series");
  }

  /** The store of the run that is named, or of the only one there is. */
  ResultStore storeOfRun() {
    List<String> runs = ResultStore.runs(root());
    if (run == null && runs.size() != 1) {
      throw new BadInputException(
          "--run is not given and '"
              + out
              + "' holds "
              + (runs.isEmpty() ? "no runs" : "the runs " + String.join(", ", runs))
              + ", expected the name of one");
    }
    return store(run == null ? runs.get(0) : run);
  }

  private String root() {
    return folder().toString();
  }

  ResultStore store(String grid) {
    try {
      return new ResultStore(root(), run == null ? grid : run);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--run: " + e.getMessage(), e);
    }
  }
}
