package org.synprune.jobs.score;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.files.Locations;
import org.synprune.jobs.files.Replacement;

/**
 * A folder of forecasts in Parquet. Only a folder that was written here is ever replaced: it has a
 * file that names the folder's other files.
 */
public final class ForecastFolder {

  /** The file that tells our folders; Spark doesn't read names that begin so. */
  static final String MARK = "_synprune_forecasts";

  private final Path target;

  private ForecastFolder(Path target) {
    this.target = target;
  }

  /**
   * Names a folder.
   *
   * @param target the folder, whether it is there or not
   * @return the folder
   */
  public static ForecastFolder at(Path target) {
    return new ForecastFolder(target.toAbsolutePath().normalize());
  }

  /**
   * Makes sure that the folder can be written without removing anything else.
   *
   * @param inputs files and folders that are read
   * @throws BadInputException if it is there and wasn't written by {@link #write}, or if it is,
   *     holds or lies in an input
   */
  public void requireFree(List<Path> inputs) {
    try {
      Replacement.recover(target);
      Path own = real(target);
      for (Path input : inputs) {
        Path read = real(input);
        if (read.startsWith(own) || own.startsWith(read)) {
          throw new BadInputException(
              String.format(
                  "%s: would replace or lie in %s, which is read, expected another folder",
                  target, input));
        }
      }
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        requireOurs();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes forecasts, whole or not at all, in place of earlier ones.
   *
   * @param rows the forecasts
   * @param inputs files and folders that they are made from, besides the files that Spark reads
   * @throws BadInputException as {@link #requireFree} does
   */
  public void write(Dataset<Row> rows, List<Path> inputs) {
    List<Path> all = new ArrayList<>(inputs);
    for (String file : rows.inputFiles()) {
      local(file, all);
    }
    requireFree(all);
    try {
      Replacement.folder(
          target,
          aside -> {
            rows.write().parquet(Locations.toWrite(aside));
            Files.write(aside.resolve(MARK), files(aside));
            requireFree(all);
          });
    } catch (IOException e) {
      throw new BadInputException(target + ": can't be written: " + e.getMessage(), e);
    }
  }

  private static void local(String address, List<Path> paths) {
    try {
      URI uri = new URI(address);
      if (uri.getScheme() == null || uri.getScheme().equals("file")) {
        paths.add(Path.of(uri.getPath()));
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Spark reads from '" + address + "'", e);
    }
  }

  private void requireOurs() throws IOException {
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new BadInputException(target + ": is no folder, expected a new folder");
    }
    List<String> present = files(target);
    if (present.isEmpty()) {
      return;
    }
    Path mark = target.resolve(MARK);
    if (!Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)) {
      throw new BadInputException(
          target + ": is there and wasn't written by 'score', expected a new folder");
    }
    Set<String> ours = new HashSet<>(Files.readAllLines(mark));
    ours.add(MARK);
    for (String file : present) {
      if (!ours.contains(file)) {
        throw new BadInputException(
            target + ": holds '" + file + "', which 'score' didn't write, expected a new folder");
      }
    }
  }

  /** All that is in a folder, as paths relative to it, folders too. */
  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(one -> !one.equals(folder))
          .map(one -> folder.relativize(one).toString())
          .sorted()
          .toList();
    }
  }

  /** A path without links, as far as it is there. */
  private static Path real(Path path) throws IOException {
    Path full = path.toAbsolutePath().normalize();
    for (Path there = full; there != null; there = there.getParent()) {
      if (Files.exists(there)) {
        return there.toRealPath().resolve(there.relativize(full)).normalize();
      }
    }
    return full;
  }
}
