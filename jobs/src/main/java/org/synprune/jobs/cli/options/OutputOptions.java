package org.synprune.jobs.cli.options;

import java.nio.file.Path;
import java.util.List;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.results.ResultStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where results lie, and under which name. */
public final class OutputOptions {

  @Mixin private OutputFolder out;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "Name of the run: a sweep carries on with the run of its name (default: the grid's).")
  private String run;

  public Path folder() {
    return out.path();
  }

  public Path seriesRoot() {
    return out.seriesRoot();
  }

  /** The store of the run that is named, or of the only one there is. */
  public ResultStore storeOfRun() {
    List<String> runs = ResultStore.runs(out.root());
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

  public ResultStore store(String grid) {
    try {
      return new ResultStore(out.root(), run == null ? grid : run);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--run: " + e.getMessage(), e);
    }
  }
}
