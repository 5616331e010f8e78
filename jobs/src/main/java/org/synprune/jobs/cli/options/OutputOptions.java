package org.synprune.jobs.cli.options;

import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.storage.Folder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command that trains writes its results, and under which name. */
public final class OutputOptions {

  @Mixin private OutputFolder out;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "Name of the run; training again under the same name continues the run (default: the"
              + " grid's name).")
  private @Nullable String run;

  /**
   * The result folder.
   *
   * @return the folder, there or not
   */
  public Folder folder() {
    return out.folder();
  }

  /**
   * The folder of prepared series.
   *
   * @return a folder in {@link #folder}
   */
  public Folder seriesRoot() {
    return out.seriesRoot();
  }

  /**
   * The results of the run.
   *
   * @param grid name of the grid, which names the run where {@code --run} isn't given
   * @return their store
   * @throws BadInputException if the name can't be that of a run
   */
  public ResultStore store(String grid) {
    return store(out, run == null ? grid : run);
  }

  /**
   * The results of a run by its name.
   *
   * @param out the result folder
   * @param run the run's name
   * @return their store
   * @throws BadInputException if the name can't be that of a run
   */
  public static ResultStore store(OutputFolder out, String run) {
    try {
      ResultStore.requireName(run);
      return new ResultStore(out.folder(), run);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--run: " + e.getMessage(), e);
    }
  }
}
