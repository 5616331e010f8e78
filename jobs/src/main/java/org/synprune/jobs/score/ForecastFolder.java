package org.synprune.jobs.score;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.files.Replacement;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;
import org.synprune.jobs.storage.StorageFailure;

/**
 * A folder of forecasts in Parquet. Only a folder that was written here is ever replaced: it has a
 * file that names the folder's other files.
 *
 * <p>On this machine's disks and on HDFS the forecasts are written aside and renamed: they are
 * there as a whole or not at all. An object store can't rename a folder: earlier forecasts are
 * removed first, then files appear one by one, each of them whole, and {@code _SUCCESS} last.
 */
public final class ForecastFolder {

  /** The file that tells our folders; Spark doesn't read names that begin so. */
  static final String MARK = "_synprune_forecasts";

  /** Says in the mark that Spark was still writing: its files are ours. */
  private static final String UNFINISHED = "?";

  private static final Pattern OF_SPARK = Pattern.compile("part-.*|_SUCCESS|_temporary.*");
  private static final Duration STALE = Duration.ofDays(1);

  private final Folder target;

  private ForecastFolder(Folder target) {
    this.target = target;
  }

  /**
   * Names a folder.
   *
   * @param target the folder, whether it is there or not
   * @return the folder
   */
  public static ForecastFolder at(Folder target) {
    return new ForecastFolder(target);
  }

  /**
   * Makes sure that the folder can be written without removing anything else.
   *
   * @param inputs files and folders that are read
   * @throws BadInputException if it is there and wasn't written by {@link #write}, or if it is,
   *     holds or lies in an input
   */
  public void requireFree(List<Folder> inputs) {
    requireFreeOf(inputs.stream().map(Folder::path).toList());
  }

  private void requireFreeOf(List<Path> inputs) {
    try {
      Optional<java.nio.file.Path> local = target.local();
      if (local.isPresent()) {
        Replacement.recover(local.get());
      }
      Path own = real(target.path());
      for (Path input : inputs) {
        Path read = real(input);
        if (liesIn(read, own) || liesIn(own, read)) {
          throw new BadInputException(
              String.format(
                  "%s: would replace or lie in %s, which is read, expected another folder",
                  target, isLocal(input) ? input.toUri().getPath() : input));
        }
      }
      requireOurs();
    } catch (IOException e) {
      throw StorageFailure.unreadable(target, e);
    }
  }

  /**
   * Writes forecasts in place of earlier ones.
   *
   * @param rows the forecasts
   * @param inputs files and folders that they are made from, besides the files that Spark reads
   * @throws BadInputException as {@link #requireFree} does
   */
  public void write(Dataset<Row> rows, List<Folder> inputs) {
    List<Path> all = new ArrayList<>(inputs.stream().map(Folder::path).toList());
    for (String file : rows.inputFiles()) {
      all.add(path(file));
    }
    requireFreeOf(all);
    try {
      Optional<java.nio.file.Path> local = target.local();
      if (local.isPresent()) {
        Replacement.folder(local.get(), aside -> writeAside(Folder.local(aside), rows, all));
      } else if (target.storage().renamesFolders()) {
        replace(rows, all);
      } else {
        writeInPlace(rows);
      }
    } catch (IOException e) {
      throw StorageFailure.unwritable(target, e);
    }
  }

  private void writeAside(Folder aside, Dataset<Row> rows, List<Path> inputs) throws IOException {
    rows.write().parquet(aside.path().toString());
    mark(aside, files(aside));
    requireFreeOf(inputs);
  }

  private void replace(Dataset<Row> rows, List<Path> inputs) throws IOException {
    removeStale();
    Folder aside = target.sibling("." + target.name() + "." + UUID.randomUUID());
    Folder old = target.sibling("." + target.name() + "." + UUID.randomUUID());
    try {
      writeAside(aside, rows, inputs);
      boolean replaces = target.exists();
      if (replaces) {
        target.storage().move(target.path(), old.path());
      }
      try {
        target.storage().move(aside.path(), target.path());
      } catch (IOException e) {
        if (replaces) {
          target.storage().move(old.path(), target.path());
        }
        throw e;
      }
    } finally {
      target.storage().remove(aside.path());
    }
    target.storage().remove(old.path());
  }

  /** Removes what a killed process left aside a day ago. */
  private void removeStale() throws IOException {
    Pattern aside = Pattern.compile(Pattern.quote("." + target.name() + ".") + "[0-9a-f-]{36}");
    Instant limit = Instant.now().minus(STALE);
    for (Entry entry : target.storage().list(target.path().getParent())) {
      if (aside.matcher(entry.name()).matches()
          && Instant.ofEpochMilli(entry.modifiedMillis()).isBefore(limit)) {
        target.storage().remove(target.sibling(entry.name()).path());
      }
    }
  }

  private void writeInPlace(Dataset<Row> rows) throws IOException {
    target.storage().remove(target.path());
    mark(target, List.of(UNFINISHED));
    rows.write().mode(SaveMode.Append).parquet(target.path().toString());
    mark(target, files(target));
  }

  private static void mark(Folder folder, List<String> files) throws IOException {
    byte[] text = (String.join("\n", files) + "\n").getBytes(StandardCharsets.UTF_8);
    folder.storage().publish(folder.resolve(MARK).path(), folder.path(), out -> out.write(text));
  }

  /** What Spark calls a file. */
  private static Path path(String address) {
    try {
      URI uri = new URI(address);
      return uri.getScheme() == null || uri.getScheme().equals("file")
          ? new Path("file", null, uri.getPath())
          : new Path(uri);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Spark reads from '" + address + "'", e);
    }
  }

  private void requireOurs() throws IOException {
    Optional<java.nio.file.Path> local = target.local();
    boolean link = local.isPresent() && Files.isSymbolicLink(local.get());
    Optional<Entry> there = target.storage().find(target.path());
    if (link || (there.isPresent() && !there.get().folder())) {
      throw new BadInputException(target + ": is no folder, expected a new folder");
    }
    List<Entry> present = target.storage().list(target.path());
    if (present.isEmpty()) {
      return;
    }
    if (present.stream().noneMatch(one -> one.name().equals(MARK) && !one.folder())) {
      throw new BadInputException(
          target + ": is there and wasn't written by 'score', expected a new folder");
    }
    Set<String> ours = new HashSet<>();
    try (InputStream in = target.storage().open(target.resolve(MARK).path())) {
      ours.addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
    ours.add(MARK);
    boolean unfinished = ours.contains(UNFINISHED);
    for (Entry one : present) {
      if (!ours.contains(one.name()) && !(unfinished && OF_SPARK.matcher(one.name()).matches())) {
        throw notOurs(one.name());
      }
      if (one.folder() && !unfinished) {
        for (String below : files(target.resolve(one.name()))) {
          if (!ours.contains(one.name() + "/" + below)) {
            throw notOurs(one.name() + "/" + below);
          }
        }
      }
    }
  }

  private BadInputException notOurs(String file) {
    return new BadInputException(
        target + ": holds '" + file + "', which 'score' didn't write, expected a new folder");
  }

  /** All that is in a folder, as paths relative to it, folders too. */
  private static List<String> files(Folder folder) throws IOException {
    List<String> all = new ArrayList<>();
    for (Entry one : folder.storage().list(folder.path())) {
      all.add(one.name());
      if (one.folder()) {
        files(folder.resolve(one.name())).forEach(below -> all.add(one.name() + "/" + below));
      }
    }
    return all;
  }

  private static boolean isLocal(Path path) {
    return "file".equals(path.toUri().getScheme());
  }

  private static boolean liesIn(Path path, Path folder) {
    return path.equals(folder)
        || path.toString().startsWith(folder + (folder.isRoot() ? "" : Path.SEPARATOR));
  }

  /** A path without links, as far as it is there. */
  private static Path real(Path path) throws IOException {
    if (!isLocal(path)) {
      return path;
    }
    java.nio.file.Path full = java.nio.file.Path.of(path.toUri().getPath()).normalize();
    for (java.nio.file.Path there = full; there != null; there = there.getParent()) {
      if (Files.exists(there)) {
        return new Path(
            "file",
            null,
            there.toRealPath().resolve(there.relativize(full)).normalize().toString());
      }
    }
    return path;
  }
}
