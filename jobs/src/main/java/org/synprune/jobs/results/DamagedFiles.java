package org.synprune.jobs.results;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.security.AccessControlException;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage;

/**
 * Files that can't be read, such as those that were written just before a machine lost power. If a
 * file of a work unit is damaged, the unit's files of all tables are moved to {@code
 * <root>/.damaged/<run>}, so that the unit is trained again.
 */
public final class DamagedFiles {

  /** Files that are looked at side by side: most of the time is waiting for the store. */
  private static final int READERS = 16;

  private DamagedFiles() {}

  /**
   * Moves the damaged units of a run away. The caller holds the run's lock.
   *
   * @param store the run
   * @return paths of the files that couldn't be read
   * @throws UncheckedIOException if the folder can't be read or written
   */
  public static List<String> setAside(ResultStore store) {
    Storage storage = store.storage();
    List<String> damaged = new ArrayList<>();
    Set<String> units = new TreeSet<>();
    Folder aside = store.root().resolve(".damaged").resolve(store.run());
    try {
      for (Table<?> table : ResultTables.OF_UNITS) {
        for (Folder file : unreadable(store, table)) {
          damaged.add(file.toString());
          units.add(file.path().getName());
        }
      }
      for (String unit : units) {
        for (Table<?> table : ResultTables.OF_UNITS) {
          Folder from = store.folder(table.name()).resolve(unit);
          Folder to = aside.resolve(table.name() + "-" + unit);
          if (from.exists()) {
            storage.remove(to.path());
            storage.move(from.path(), to.path());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return damaged;
  }

  private static Set<Folder> unreadable(ResultStore store, Table<?> table) throws IOException {
    Folder folder = store.folder(table.name());
    List<Folder> files = store.names(table).stream().sorted().map(folder::resolve).toList();
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      List<Callable<Boolean>> checks = new ArrayList<>();
      files.forEach(file -> checks.add(() -> isReadable(file)));
      List<Future<Boolean>> readable = readers.invokeAll(checks);
      Set<Folder> found = new LinkedHashSet<>();
      for (int i = 0; i < files.size(); i++) {
        if (!readable.get(i).get()) {
          found.add(files.get(i));
        }
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading " + folder);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      readers.shutdownNow();
    }
  }

  private static boolean isReadable(Folder file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(file.storage().parquet(file.path()))) {
      return reader.getFooter() != null;
    } catch (FileNotFoundException | AccessControlException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Without its end a file has no footer; with a damaged one the parser gives up. But it is the
      // store that fails if not even the bytes can be read.
      try (InputStream bytes = file.storage().open(file.path())) {
        bytes.transferTo(OutputStream.nullOutputStream());
      }
      return false;
    }
  }
}
