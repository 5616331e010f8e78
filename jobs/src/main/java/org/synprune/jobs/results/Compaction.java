package org.synprune.jobs.results;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;

/**
 * Turns the files of a run, one a work unit and table, into one a table: few large files are read
 * faster than many small ones, above all on object stores.
 *
 * <p>First a note of the files that are there, then the new files, that of {@code trials} last:
 * from then on the others are superfluous and removed. Until they are gone a row may be there
 * twice; this program reads it once. If the process ends in between, the next compaction or sweep
 * goes on.
 */
public final class Compaction {

  private static final String PREFIX = "compact-";
  static final String NOTES = ".compacting";
  private static final String SUFFIX = ".parquet";

  private Compaction() {}

  /**
   * What a compaction did.
   *
   * @param run the run
   * @param filesBefore files of its tables before
   * @param files files of its tables now
   * @param bytes their size
   */
  public record Compacted(String run, int filesBefore, int files, long bytes) {

    /** Validates. */
    public Compacted {
      Objects.requireNonNull(run, "run");
    }
  }

  /**
   * Compacts a run.
   *
   * @param store the run
   * @return what was done; nothing if there is one file a table already
   * @throws BadInputException if the run has no trials, a file is damaged, or a process is at work
   *     on the run
   * @throws UncheckedIOException if the store can't be read or written
   */
  public static Compacted run(ResultStore store) {
    if (!store.hasTrials()) {
      throw new BadInputException(
          "no trials of run '" + store.run() + "' in '" + store.root() + "', expected a sweep's");
    }
    RunLock lock = RunLock.acquire(store, "compact");
    try {
      store.removeLeftovers();
      int before = count(store);
      if (store.names(ResultTables.TRIALS).size() > 1) {
        compact(store);
      }
      long bytes = 0;
      for (Table<?> table : ResultTables.OF_UNITS) {
        bytes += store.storage().bytes(store.folder(table.name()).path());
      }
      return new Compacted(store.run(), before, count(store), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.close();
    }
  }

  /**
   * How many files a run's trials are spread over.
   *
   * @param store the run
   * @return files of table {@code trials}
   */
  public static int files(ResultStore store) {
    try {
      return store.names(ResultTables.TRIALS).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int count(ResultStore store) throws IOException {
    int files = 0;
    for (Table<?> table : ResultTables.OF_UNITS) {
      files += store.names(table).size();
    }
    return files;
  }

  private static void compact(ResultStore store) throws IOException {
    String name = PREFIX + UUID.randomUUID();
    Set<String> units = new TreeSet<>(store.names(ResultTables.TRIALS));
    Folder note = notes(store).resolve(name);
    store
        .storage()
        .publish(
            note.path(),
            store.staging(),
            out -> out.write(String.join("\n", units).getBytes(StandardCharsets.UTF_8)));
    List<Table<?>> order = new ArrayList<>(ResultTables.OF_UNITS);
    // It makes the others count.
    order.remove(ResultTables.TRIALS);
    order.add(ResultTables.TRIALS);
    for (Table<?> table : order) {
      merge(store, table, units, name);
    }
    finish(store);
  }

  private static void merge(ResultStore store, Table<?> table, Set<String> units, String name)
      throws IOException {
    Folder folder = store.folder(table.name());
    Set<String> present = store.names(table);
    TreeMap<String, InputFile> files = new TreeMap<>();
    for (String unit : units) {
      if (present.contains(unit)) {
        files.put(
            folder.resolve(unit).toString(), store.storage().parquet(folder.resolve(unit).path()));
      }
    }
    if (files.isEmpty()) {
      return; // as of a table that trials of this run have no rows of
    }
    MergedRows rows = new MergedRows(table, files);
    Folder merged = folder.resolve(name + SUFFIX);
    store.storage().publish(merged.path(), store.staging(), rows);
    try (ParquetFileReader reader =
        ParquetFileReader.open(store.storage().parquet(merged.path()))) {
      if (reader.getRecordCount() != rows.written()) {
        throw new IOException(
            merged + ": has " + reader.getRecordCount() + " rows, expected " + rows.written());
      }
    }
  }

  /**
   * Ends compactions that were cut short: removes the files that a compaction has made superfluous,
   * and forgets those that came to nothing. The caller holds the run's lock.
   */
  static void finish(ResultStore store) throws IOException {
    for (Entry entry : store.storage().list(notes(store).path())) {
      Folder note = notes(store).resolve(entry.name());
      if (store.names(ResultTables.TRIALS).contains(entry.name() + SUFFIX)) {
        List<String> units = lines(note);
        List<Table<?>> order = new ArrayList<>(ResultTables.OF_UNITS);
        order.remove(ResultTables.TRIALS);
        // Trials first: what has no trials isn't read.
        order.add(0, ResultTables.TRIALS);
        for (Table<?> table : order) {
          for (String unit : units) {
            store.storage().remove(store.folder(table.name()).resolve(unit).path());
          }
        }
      }
      store.storage().remove(note.path());
    }
  }

  private static List<String> lines(Folder note) throws IOException {
    try (InputStream in = note.storage().open(note.path())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (FileNotFoundException | NoSuchFileException e) {
      return List.of();
    }
  }

  private static Folder notes(ResultStore store) {
    return store.root().resolve(NOTES).resolve(store.run());
  }
}
