package org.synprune.jobs.results;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * Files that can't be read, such as those that were written just before a machine lost power. If a
 * file of a work unit is damaged, the unit's files of all tables are moved to {@code
 * <root>/.damaged/<run>}, so that the unit is trained again.
 */
public final class DamagedFiles {

  private DamagedFiles() {}

  /**
   * Moves the damaged units of a run away. The caller holds the run's lock.
   *
   * @param store the run
   * @return paths of the files that couldn't be read
   * @throws UncheckedIOException if the folder can't be read or written
   */
  public static List<String> setAside(ResultStore store) {
    Configuration conf = new Configuration();
    List<String> damaged = new ArrayList<>();
    try {
      FileSystem files = new Path(store.root()).getFileSystem(conf);
      Set<String> units = new TreeSet<>();
      for (Table<?> table : ResultTables.OF_UNITS) {
        Path folder = store.folder(table.name());
        for (String unit : unreadable(files, folder, conf)) {
          damaged.add(new Path(folder, unit).toString());
          units.add(unit);
        }
      }
      Path aside = new Path(new Path(store.root(), ".damaged"), store.run());
      for (String unit : units) {
        files.mkdirs(aside);
        for (Table<?> table : ResultTables.OF_UNITS) {
          Path from = new Path(store.folder(table.name()), unit);
          Path to = new Path(aside, table.name() + "-" + unit);
          files.delete(to, false);
          if (files.exists(from) && !files.rename(from, to)) {
            throw new IOException("can't rename " + from + " to " + to);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return damaged;
  }

  private static Set<String> unreadable(FileSystem files, Path folder, Configuration conf)
      throws IOException {
    Set<String> names = new ConcurrentSkipListSet<>();
    if (files.exists(folder)) {
      List.of(files.listStatus(folder)).parallelStream()
          .filter(file -> file.getPath().getName().endsWith(".parquet"))
          .filter(file -> !isReadable(file, conf))
          .forEach(file -> names.add(file.getPath().getName()));
    }
    return names;
  }

  private static boolean isReadable(FileStatus file, Configuration conf) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromStatus(file, conf))) {
      return reader.getFooter() != null;
    } catch (FileNotFoundException | AccessControlException e) {
      throw new UncheckedIOException(e);
    } catch (IOException | RuntimeException e) {
      // Without its end a file has no footer; with a damaged one the parser gives up.
      return false;
    }
  }
}
