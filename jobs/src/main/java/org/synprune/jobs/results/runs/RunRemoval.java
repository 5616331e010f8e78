package org.synprune.jobs.results.runs;

import java.util.List;
import java.util.Objects;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunFolders;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.storage.Folder;

/** Removes runs from a result folder. */
public final class RunRemoval {

  private final Folder root;

  private RunRemoval(Folder root) {
    this.root = Objects.requireNonNull(root, "root");
  }

  /**
   * What a removal did.
   *
   * @param run the run that is gone
   * @param bytes size of the files that were removed
   */
  public record Removed(String run, long bytes) {}

  /**
   * Starts a removal.
   *
   * @param root the result folder
   * @return a removal of runs of that folder
   */
  public static RunRemoval of(Folder root) {
    return new RunRemoval(root);
  }

  /**
   * Removes a run whole: its rows in all tables, models, forecasts, page and lock; no other run,
   * and no prepared series. Each folder disappears at once. If the process ends half way, the run
   * is still listed, and removing it again goes on.
   *
   * @param run the run's name
   * @return what was removed
   * @throws BadInputException if there is no such run, or a process is at work on it
   */
  public Removed remove(String run) {
    RunFolders folders = new RunFolders(root);
    List<String> runs = folders.runs();
    if (!runs.contains(run)) {
      throw new BadInputException(
          String.format(
              "no run '%s' in '%s', expected %s",
              run,
              root,
              runs.isEmpty() ? "a folder of results" : "one of " + String.join(", ", runs)));
    }
    ResultStore store = new ResultStore(root, run);
    try (RunLock lock = RunLock.acquire(store, "remove")) {
      long bytes = folders.bytes(run);
      folders.remove(run);
      lock.removeFiles(store);
      return new Removed(run, bytes);
    }
  }
}
