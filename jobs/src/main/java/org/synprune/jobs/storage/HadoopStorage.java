package org.synprune.jobs.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.InputFile;

/** What stores behind a Hadoop client do alike: all but how they publish. */
sealed interface HadoopStorage extends Storage permits RenamingStorage, ObjectStorage {

  /** The store's client. */
  HadoopFiles files();

  @Override
  default List<Entry> list(Path folder) throws IOException {
    return files().list(folder);
  }

  @Override
  default Optional<Entry> find(Path path) throws IOException {
    return files().find(path);
  }

  @Override
  default InputStream open(Path file) throws IOException {
    return files().open(file);
  }

  @Override
  default InputFile parquet(Path file) throws IOException {
    return files().parquet(file);
  }

  @Override
  default void remove(Path path) throws IOException {
    files().remove(path);
  }

  @Override
  default long bytes(Path folder) throws IOException {
    return files().bytes(folder);
  }

  @Override
  default Lease lease(Path lock, String purpose, boolean takeOver) throws IOException {
    try {
      return StoredLease.acquire(this, files().settings().get(), lock, purpose, takeOver);
    } catch (LeaseHeldException e) {
      throw e;
    } catch (IOException e) {
      throw StorageFailure.unlessMendable(lock.toString(), e);
    }
  }

  @Override
  default boolean holds(Path lock, String token) throws IOException {
    return StoredLease.holds(this, lock, token);
  }
}
