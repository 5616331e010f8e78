package org.synprune.jobs.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;

/**
 * The folders that this program makes for runs: {@code <root>/<table>/run=<run>}, and those of
 * models, forecasts and pages. What else lies in a result folder isn't touched.
 *
 * @param root the result folder
 */
public record RunFolders(Folder root) {

  private static final String REMOVED = ".removed";
  private static final String DAMAGED = ".damaged";
  private static final int UUID_LENGTH = 36;

  /** Validates. */
  public RunFolders {
    Objects.requireNonNull(root, "root");
  }

  /**
   * The names of the folders that hold parts of runs, in the order in which a run is removed: first
   * what can be made again from its trials, then the trials, last what isn't seen without them.
   */
  private static List<String> parts() {
    List<String> parts =
        new ArrayList<>(List.of(ResultStore.REPORT, ResultStore.FORECASTS, ResultStore.MODELS));
    ResultTables.DERIVED.forEach(table -> parts.add(table.name()));
    ResultTables.OF_UNITS.forEach(table -> parts.add(table.name()));
    return parts;
  }

  /**
   * The runs that have a part here.
   *
   * @return their names, sorted
   */
  public List<String> runs() {
    Set<String> runs = new TreeSet<>();
    for (String part : parts()) {
      list(root.resolve(part)).stream()
          .filter(Entry::folder)
          .map(Entry::name)
          .filter(name -> name.startsWith(ResultStore.PARTITION))
          .map(name -> name.substring(ResultStore.PARTITION.length()))
          .filter(RunNames::isAny)
          .forEach(runs::add);
    }
    // Runs whose removal was interrupted are listed, so that it can go on.
    list(root.resolve(REMOVED)).stream()
        .map(Entry::name)
        .filter(name -> name.length() > UUID_LENGTH + 1)
        .map(name -> name.substring(0, name.length() - UUID_LENGTH - 1))
        .filter(RunNames::isAny)
        .forEach(runs::add);
    return List.copyOf(runs);
  }

  private List<Entry> list(Folder folder) {
    try {
      return root.storage().list(folder.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folders of a run, there or not, in the order in which they are removed. */
  private List<Folder> folders(String run) {
    List<Folder> folders = new ArrayList<>();
    parts().forEach(part -> folders.add(root.resolve(part).resolve(ResultStore.PARTITION + run)));
    folders.add(root.resolve(DAMAGED).resolve(run));
    return folders;
  }

  /**
   * The size of a run.
   *
   * @param run its name
   * @return bytes of all its files, what was set aside as damaged too
   */
  public long bytes(String run) {
    try {
      long bytes = 0;
      for (Folder folder : folders(run)) {
        bytes += root.storage().bytes(folder.path());
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes all of a run but its lock. Where the store can rename folders none is ever read half
   * deleted; if the process ends in between, the same call goes on.
   *
   * @param run its name
   */
  public void remove(String run) {
    Folder removed = root.resolve(REMOVED);
    Folder aside = removed.resolve(run + "-" + UUID.randomUUID());
    List<Folder> folders = folders(run);
    for (String hidden : ResultStore.HIDDEN) {
      folders.add(root.resolve(hidden).resolve(run));
    }
    try {
      int number = 0;
      for (Folder folder : folders) {
        root.storage().removeAtOnce(folder.path(), aside.resolve("part-" + number++).path());
      }
      deleteAside(removed, run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes what this and earlier removals of the run have renamed. */
  private void deleteAside(Folder removed, String run) throws IOException {
    List<Entry> left = list(removed);
    int others = 0;
    for (Entry one : left) {
      String name = one.name();
      if (name.length() == run.length() + 1 + UUID_LENGTH && name.startsWith(run + "-")) {
        root.storage().remove(removed.resolve(name).path());
      } else {
        others++;
      }
    }
    if (others == 0 && !left.isEmpty()) {
      root.storage().remove(removed.path());
    }
  }
}
