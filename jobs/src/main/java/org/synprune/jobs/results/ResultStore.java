package org.synprune.jobs.results;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.analysis.RunDetails.Fact;
import org.synprune.jobs.results.ResultTables.OfTrial;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage;
import org.synprune.jobs.storage.Storage.Entry;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;
import org.synprune.jobs.train.outcome.TrialOutcome.Step;

/**
 * The result folder of one run: {@code <root>/<table>/run=<run>/<file>.parquet}.
 *
 * <p>The run's page lies beside them: {@code <root>/report/run=<run>/report.html}.
 *
 * <p>A file is published whole or not at all, so that a reader never sees and a killed writer never
 * leaves half a file. The rows of a work unit go into one file a table; its file under {@code
 * trials} comes last and makes the unit count: files of other tables without it are left-overs.
 *
 * @param root the result folder
 * @param run name of the run, or names of several joined by plus signs, for what is made from all
 */
public record ResultStore(Folder root, String run) implements RunRows, Serializable {

  /** Folder of the trained networks. */
  public static final String MODELS = "models";

  /** Folder of forecasts with saved models. */
  public static final String FORECASTS = "forecasts";

  public static final String PARTITION = "run=";
  static final String REPORT = "report";
  private static final String STAGING = ".staging";
  private static final String SUSPECTS = ".suspects";

  /** Folders of what only this program reads; each has a folder for a run. */
  static final List<String> HIDDEN = List.of(STAGING, SUSPECTS, Compaction.NOTES);

  private static final String SUFFIX = ".parquet";

  /** Validates. */
  public ResultStore {
    Objects.requireNonNull(root, "root");
    if (!RunNames.isAny(run)) {
      throw RunNames.refused(run);
    }
  }

  /**
   * The results of a run in a folder of this machine. {@link Folder#of} takes addresses of other
   * stores.
   *
   * @param root path of the result folder
   * @param run name of the run
   */
  public ResultStore(java.nio.file.Path root, String run) {
    this(Folder.local(root), run);
  }

  /**
   * Makes sure that a name can be that of a run.
   *
   * @param run the name
   * @throws IllegalArgumentException if it can't
   */
  public static void requireName(String run) {
    if (!RunNames.isRun(run)) {
      throw RunNames.refused(run);
    }
  }

  /**
   * The runs that a result folder holds trials of.
   *
   * @param root the result folder
   * @return their names, sorted
   */
  public static List<String> runs(Folder root) {
    try {
      return root.storage().list(root.resolve(ResultTables.TRIALS.name()).path()).stream()
          .map(Entry::name)
          .filter(name -> name.startsWith(PARTITION))
          .map(name -> name.substring(PARTITION.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The store that the results lie in.
   *
   * @return the result folder's
   */
  public Storage storage() {
    return root.storage();
  }

  /**
   * The folder of a table in this run, with brackets and stars escaped, as Spark reads it.
   *
   * @param table a table's name
   * @return its path, escaped
   */
  public String readable(String table) {
    return folder(table).readable();
  }

  /**
   * The folder of a table in this run.
   *
   * @param table a table's name
   * @return its path
   */
  public Folder folder(String table) {
    return root.resolve(table).resolve(PARTITION + run);
  }

  @Override
  public ResultStore target() {
    return this;
  }

  @Override
  public List<ResultStore> stores() {
    return List.of(this);
  }

  @Override
  public Dataset<Row> rows(SparkSession spark, Table<?> table) {
    return table.read(spark, this);
  }

  @Override
  public List<Fact> notes() {
    return List.of();
  }

  /**
   * Writes the rows of a work unit. If another process has written the same unit meanwhile, its
   * rows stay: they say the same.
   *
   * @param unit the unit's id
   * @param rows its attempts
   * @throws UncheckedIOException if they can't be written
   */
  public void commit(String unit, List<TrialRow> rows) {
    List<OfTrial<Epoch>> epochs = new ArrayList<>();
    List<OfTrial<Layer>> layers = new ArrayList<>();
    List<OfTrial<Step>> steps = new ArrayList<>();
    for (TrialRow row : rows) {
      if (row.outcome() instanceof TrialOutcome.Completed completed) {
        completed.epochs().forEach(epoch -> epochs.add(new OfTrial<>(row.trialId(), epoch)));
        completed.layers().forEach(layer -> layers.add(new OfTrial<>(row.trialId(), layer)));
        completed.score().steps().forEach(step -> steps.add(new OfTrial<>(row.trialId(), step)));
      }
    }
    write(ResultTables.EPOCHS, unit, epochs);
    write(ResultTables.LAYERS, unit, layers);
    if (!steps.isEmpty()) {
      write(ResultTables.STEPS, unit, steps);
    }
    try {
      storage()
          .createIfAbsent(
              file(ResultTables.TRIALS, unit), staging(), ResultTables.TRIALS.content(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    publish(file(table, file), table.content(rows));
  }

  private Path file(Table<?> table, String file) {
    return folder(table.name()).resolve(file + SUFFIX).path();
  }

  /**
   * Writes the run's page, whole or not at all.
   *
   * @param html the page; an earlier one is replaced
   * @return where it lies
   */
  public Folder writeReport(String html) {
    Folder page = folder(REPORT).resolve(REPORT + ".html");
    publish(page.path(), out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    return page;
  }

  private void publish(Path file, Storage.Content content) {
    try {
      storage().publish(file, staging(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what killed processes left of this run. The caller holds the run's lock. */
  public void removeLeftovers() {
    try {
      storage().remove(staging());
      Compaction.finish(this);
      Set<String> units = names(ResultTables.TRIALS);
      for (Table<?> table : ResultTables.OF_UNITS) {
        for (String name : names(table)) {
          if (!units.contains(name)) {
            storage().remove(folder(table.name()).resolve(name).path());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes all of this run but its lock, which the caller has to hold. */
  public void clear() {
    new RunFolders(root).remove(run);
  }

  /**
   * The folder where a sweep of this run notes what it is training.
   *
   * @return the folder, there or not
   */
  public Folder suspects() {
    return root.resolve(SUSPECTS).resolve(run);
  }

  /**
   * Whether the rows of a work unit are written.
   *
   * @param unit the unit's id
   * @return true if its trials count
   */
  public boolean isCommitted(String unit) {
    return isWritten(ResultTables.TRIALS, unit);
  }

  /**
   * Whether a file of a table is written.
   *
   * @param table the table
   * @param file the file's name without suffix
   * @return true if it is there
   */
  public boolean isWritten(Table<?> table, String file) {
    try {
      return storage().find(file(table, file)).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean has(Table<?> table) {
    try {
      return !names(table).isEmpty();
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
    return root.resolve(STAGING).resolve(run).path();
  }

  /** The path of the run's lock. */
  Path lock() {
    return root.resolve(".locks").resolve(run).path();
  }

  /** The names of a table's files. */
  Set<String> names(Table<?> table) throws IOException {
    Set<String> names = new HashSet<>();
    for (Entry file : storage().list(folder(table.name()).path())) {
      if (!file.folder() && file.name().endsWith(SUFFIX)) {
        names.add(file.name());
      }
    }
    return names;
  }
}
