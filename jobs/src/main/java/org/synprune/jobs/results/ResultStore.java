package org.synprune.jobs.results;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.synprune.jobs.files.Locations;
import org.synprune.jobs.files.Replacement;
import org.synprune.jobs.results.ResultTables.OfTrial;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;

/**
 * The result folder of one run: {@code <root>/<table>/run=<run>/<file>.parquet}.
 *
 * <p>The run's page lies beside them: {@code <root>/report/run=<run>/report.html}.
 *
 * <p>A file is written aside and renamed, so that a reader or a killed writer never leaves half a
 * file. The rows of a work unit go into one file a table; its file under {@code trials} comes last
 * and makes the unit count: files of other tables without it are left-overs.
 *
 * @param root the result folder
 * @param run name of the run
 */
public record ResultStore(String root, String run) implements Serializable {

  /** Folder of the trained networks. */
  public static final String MODELS = "models";

  /** Folder of forecasts with saved models. */
  public static final String FORECASTS = "forecasts";

  public static final String PARTITION = "run=";
  static final String REPORT = "report";
  private static final String SUFFIX = ".parquet";

  /** Validates. */
  public ResultStore {
    Objects.requireNonNull(root, "root");
    requireName(run);
  }

  /**
   * Makes sure that a name can be that of a run.
   *
   * @param run the name
   * @throws IllegalArgumentException if it can't
   */
  public static void requireName(String run) {
    if (!isName(run)) {
      throw new IllegalArgumentException(
          "run name is '" + run + "', expected letters, digits, '.', '_' and '-'");
    }
  }

  /** Whether a run may be called so. */
  static boolean isName(String run) {
    return run.matches("[A-Za-z0-9][A-Za-z0-9._-]*");
  }

  /**
   * The runs that a result folder holds trials of.
   *
   * @param root the result folder
   * @return their names, sorted
   */
  public static List<String> runs(String root) {
    Path trials = new Path(root, ResultTables.TRIALS.name());
    List<String> runs = new ArrayList<>();
    try {
      FileSystem files = trials.getFileSystem(new Configuration());
      if (files.exists(trials)) {
        for (FileStatus folder : files.listStatus(trials)) {
          if (folder.getPath().getName().startsWith(PARTITION)) {
            runs.add(folder.getPath().getName().substring(PARTITION.length()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    runs.sort(null);
    return runs;
  }

  /**
   * The folder of a table in this run, with brackets and stars escaped, as Spark reads it.
   *
   * @param table a table's name
   * @return its path, escaped
   */
  public String readable(String table) {
    return Locations.escapeGlob(folder(table).toString());
  }

  /**
   * The folder of a table in this run.
   *
   * @param table a table's name
   * @return its path
   */
  public Path folder(String table) {
    return new Path(new Path(root, table), PARTITION + run);
  }

  /**
   * Writes the rows of a work unit.
   *
   * @param unit the unit's id; writing it again replaces it
   * @param rows its attempts
   */
  public void commit(String unit, List<TrialRow> rows) {
    List<OfTrial<Epoch>> epochs = new ArrayList<>();
    List<OfTrial<Layer>> layers = new ArrayList<>();
    for (TrialRow row : rows) {
      if (row.outcome() instanceof TrialOutcome.Completed completed) {
        completed.epochs().forEach(epoch -> epochs.add(new OfTrial<>(row.trialId(), epoch)));
        completed.layers().forEach(layer -> layers.add(new OfTrial<>(row.trialId(), layer)));
      }
    }
    write(ResultTables.EPOCHS, unit, epochs);
    write(ResultTables.LAYERS, unit, layers);
    write(ResultTables.TRIALS, unit, rows);
  }

  /**
   * Writes one file of a table, whole or not at all.
   *
   * @param <R> the record that makes a row
   * @param table the table
   * @param file the file's name without suffix; an existing one is replaced
   * @param rows its rows
   */
  public <R> void write(Table<R> table, String file, List<R> rows) {
    write(
        local(new Path(folder(table.name()), file + SUFFIX)),
        aside -> {
          try (ParquetWriter<Group> writer =
              ExampleParquetWriter.builder(new LocalOutputFile(aside))
                  .withConf(new Configuration(false))
                  .withType(table.schema())
                  .withCompressionCodec(CompressionCodecName.SNAPPY)
                  .build()) {
            for (R row : rows) {
              writer.write(table.group(row));
            }
          }
        });
  }

  /**
   * Writes the run's page, whole or not at all.
   *
   * @param html the page; an earlier one is replaced
   * @return where it lies
   */
  public java.nio.file.Path writeReport(String html) {
    java.nio.file.Path target = local(new Path(folder(REPORT), REPORT + ".html"));
    write(target, aside -> Files.writeString(aside, html));
    return target;
  }

  private void write(java.nio.file.Path target, Replacement.Content content) {
    try {
      Replacement.file(
          target,
          local(staging()),
          aside -> {
            content.write(aside);
            // Hadoop's checksum of a file that was there before.
            Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  /** Removes what killed processes left of this run. The caller holds the run's lock. */
  public void removeLeftovers() {
    try {
      FileSystem files = new Path(root).getFileSystem(new Configuration());
      files.delete(staging(), true);
      Set<String> units = names(files, ResultTables.TRIALS.name());
      for (String table : List.of(ResultTables.EPOCHS.name(), ResultTables.LAYERS.name())) {
        for (String name : names(files, table)) {
          if (!units.contains(name)) {
            files.delete(new Path(folder(table), name), false);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes all of this run but its lock, which the caller has to hold. */
  public void clear() {
    RunFolders.of(root).remove(run);
  }

  /**
   * Whether the run has any trial.
   *
   * @return true if there is something to read
   */
  public boolean hasTrials() {
    return has(ResultTables.TRIALS);
  }

  /** Whether a file of a table is there. */
  public boolean has(Table<?> table) {
    try {
      FileSystem files = new Path(root).getFileSystem(new Configuration());
      return !names(files, table.name()).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The folder where files of this run are written before they are renamed. Only processes that
   * hold the run's lock write there, and {@link #removeLeftovers} empties it.
   *
   * @return its path
   */
  public Path staging() {
    return new Path(new Path(root, ".staging"), run);
  }

  private Set<String> names(FileSystem files, String table) throws IOException {
    Set<String> names = new HashSet<>();
    Path folder = folder(table);
    if (files.exists(folder)) {
      for (FileStatus file : files.listStatus(folder)) {
        if (file.getPath().getName().endsWith(SUFFIX)) {
          names.add(file.getPath().getName());
        }
      }
    }
    return names;
  }
}
