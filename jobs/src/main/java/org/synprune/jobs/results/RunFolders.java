package org.synprune.jobs.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.synprune.jobs.files.Replacement;

/**
 * The folders that this program makes for runs: {@code <root>/<table>/run=<run>}, and those of
 * models, forecasts and pages. What else lies in a result folder isn't touched.
 *
 * @param root the result folder
 */
public record RunFolders(Path root) {

  private static final String REMOVED = ".removed";
  private static final int UUID_LENGTH = 36;

  public static RunFolders of(String root) {
    return new RunFolders(Path.of(root).toAbsolutePath().normalize());
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

  /** The runs that have a part here, sorted. */
  public List<String> runs() {
    Set<String> runs = new TreeSet<>();
    for (String part : parts()) {
      if (Files.isDirectory(root.resolve(part))) {
        try (Stream<Path> folders = Files.list(root.resolve(part))) {
          folders
              .map(folder -> folder.getFileName().toString())
              .filter(name -> name.startsWith(ResultStore.PARTITION))
              .map(name -> name.substring(ResultStore.PARTITION.length()))
              .filter(ResultStore::isName)
              .forEach(runs::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    runs.addAll(halfRemoved());
    return List.copyOf(runs);
  }

  /** Runs whose removal was interrupted: they are listed, so that it can go on. */
  private List<String> halfRemoved() {
    Path removed = root.resolve(REMOVED);
    if (!Files.isDirectory(removed)) {
      return List.of();
    }
    try (Stream<Path> left = Files.list(removed)) {
      return left.map(one -> one.getFileName().toString())
          .filter(name -> name.length() > UUID_LENGTH + 1)
          .map(name -> name.substring(0, name.length() - UUID_LENGTH - 1))
          .filter(ResultStore::isName)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folders of a run that are there, in the order in which they are removed. */
  private List<Path> folders(String run) {
    return parts().stream()
        .map(part -> root.resolve(part).resolve(ResultStore.PARTITION + run))
        .filter(Files::isDirectory)
        .toList();
  }

  /** Bytes of all files of a run, what was set aside as damaged too. */
  public long bytes(String run) {
    List<Path> folders = new ArrayList<>(folders(run));
    folders.add(root.resolve(".damaged").resolve(run));
    return folders.stream().mapToLong(RunFolders::bytes).sum();
  }

  private static long bytes(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(RunFolders::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      // A sweep is at work.
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes all of a run but its lock. Each folder is renamed first, so that none is ever read half
   * deleted; if the process ends in between, the same call goes on.
   */
  public void remove(String run) {
    Path removed = root.resolve(REMOVED);
    Path aside = removed.resolve(run + "-" + UUID.randomUUID());
    List<Path> folders = new ArrayList<>(folders(run));
    folders.add(root.resolve(".damaged").resolve(run));
    folders.add(root.resolve(".staging").resolve(run));
    try {
      for (Path folder : folders) {
        if (Files.isDirectory(folder)) {
          Files.createDirectories(aside);
          Files.move(folder, aside.resolve(folder.getParent().getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    deleteAside(removed, run);
  }

  /** Deletes what this and earlier removals of the run have renamed. */
  private static void deleteAside(Path removed, String run) {
    if (!Files.isDirectory(removed)) {
      return;
    }
    try (Stream<Path> left = Files.list(removed)) {
      for (Path one : left.toList()) {
        String name = one.getFileName().toString();
        if (name.length() == run.length() + 1 + UUID_LENGTH && name.startsWith(run + "-")) {
          Replacement.delete(one);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.deleteIfExists(removed);
    } catch (DirectoryNotEmptyException e) {
      // Another run is being removed.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
