package org.synprune.jobs.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.InputFile;

/**
 * What results, series and models need of a store. Readers see whole files only, and a file that
 * was being written when its process was killed is never seen.
 *
 * <p>Paths are absolute and have the scheme of the store, as {@link Folder#path} has them.
 * Implementations are serializable and carry the settings that they were made with, so that Spark's
 * tasks use the same.
 */
public sealed interface Storage extends Serializable permits LocalStorage, HadoopStorage {

  /**
   * Chooses the storage for a path.
   *
   * @param path a path with a scheme
   * @param settings Hadoop's settings
   * @return the storage of its scheme
   * @throws org.synprune.jobs.BadInputException if the store isn't known to keep these promises
   */
  static Storage of(Path path, Configuration settings) {
    if ("file".equals(path.toUri().getScheme())) {
      return new LocalStorage();
    }
    return switch (StoreKind.of(path, settings)) {
      case RENAMING -> new RenamingStorage(new HadoopSettings(settings));
      case OBJECTS -> new ObjectStorage(new HadoopSettings(settings));
    };
  }

  /** Writes the bytes of a file. */
  @FunctionalInterface
  interface Content {

    /**
     * Writes them.
     *
     * @param out where to; closed by the caller
     * @throws IOException if they can't be written
     */
    void write(OutputStream out) throws IOException;
  }

  /** Fills a folder with files. */
  @FunctionalInterface
  interface FolderContent {

    /**
     * Fills it.
     *
     * @param folder an empty folder of this machine
     * @throws IOException if it can't be filled
     */
    void write(java.nio.file.Path folder) throws IOException;
  }

  /**
   * Something in a folder.
   *
   * @param name its name, without the folder's
   * @param folder whether it is a folder itself
   * @param bytes its size; 0 for a folder
   * @param modifiedMillis when it was changed last by the store's clock, milliseconds since 1970
   */
  record Entry(String name, boolean folder, long bytes, long modifiedMillis) {

    /** Validates. */
    public Entry {
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * Lists a folder.
   *
   * @param folder the folder
   * @return what lies in it, in no order; empty if there is no such folder
   * @throws IOException if the store can't be read
   */
  List<Entry> list(Path folder) throws IOException;

  /**
   * Looks a file or folder up.
   *
   * @param path the path
   * @return what is there; empty if there is nothing
   * @throws IOException if the store can't be read
   */
  Optional<Entry> find(Path path) throws IOException;

  /**
   * Opens a file.
   *
   * @param file the file
   * @return its bytes, to be closed
   * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} if it isn't
   *     there
   * @throws IOException if the store can't be read
   */
  InputStream open(Path file) throws IOException;

  /**
   * A file as Parquet reads it.
   *
   * @param file the file, which is there
   * @return the file
   * @throws IOException if the store can't be read
   */
  InputFile parquet(Path file) throws IOException;

  /**
   * Writes a file, whole or not at all. An earlier one is replaced at once.
   *
   * @param file where; missing folders are made
   * @param staging a folder of the same store where it may be written first; nobody reads there
   * @param content writes it
   * @throws IOException if it can't be written; an earlier file is unchanged then
   */
  void publish(Path file, Path staging, Content content) throws IOException;

  /**
   * Writes a file, whole or not at all, if there is none. Of several that try at the same time
   * exactly one succeeds.
   *
   * @param file where; missing folders are made
   * @param staging a folder of the same store where it may be written first; nobody reads there
   * @param content writes it, and may be called again; if one writer tries again after a lost
   *     answer, the bytes tell whose file it is
   * @return whether this call made the file
   * @throws IOException if it can't be written
   */
  boolean createIfAbsent(Path file, Path staging, Content content) throws IOException;

  /**
   * Writes a folder of files. Who looks for the file {@code last} first sees a whole folder or
   * none; an earlier folder is replaced.
   *
   * @param folder where; missing folders above it are made
   * @param staging a folder of the same store where it may be written first; nobody reads there
   * @param last name of the file in it that readers look for first
   * @param content fills a folder of this machine
   * @throws IOException if it can't be written
   */
  void publishFolder(Path folder, Path staging, String last, FolderContent content)
      throws IOException;

  /**
   * Moves a file within the store.
   *
   * @param file the file
   * @param to its new path, where nothing is; missing folders are made
   * @throws IOException if it can't be moved
   */
  void move(Path file, Path to) throws IOException;

  /**
   * Removes a file, or a folder with all that is in it; nothing happens if there is none.
   *
   * @param path the file or folder
   * @throws IOException if something can't be removed
   */
  void remove(Path path) throws IOException;

  /**
   * Removes a folder so that nobody reads it half removed, where the store can rename folders; on
   * other stores file by file.
   *
   * @param folder the folder; nothing happens if there is none
   * @param aside a path of the same store where nothing is, for what is being removed
   * @throws IOException if something can't be removed; the same call goes on
   */
  void removeAtOnce(Path folder, Path aside) throws IOException;

  /**
   * Whether a folder can be renamed, with all that is in it, at once.
   *
   * @return false for object stores
   */
  default boolean renamesFolders() {
    return true;
  }

  /**
   * Has the files of a folder on disk before anything else is done: for files that Spark wrote,
   * where a store doesn't see to that itself.
   *
   * @param folder a folder of files
   * @throws IOException if a file can't be forced
   */
  default void force(Path folder) throws IOException {}

  /**
   * Adds up a folder.
   *
   * @param folder the folder, there or not
   * @return bytes of all files in it and below it
   * @throws IOException if the store can't be read
   */
  long bytes(Path folder) throws IOException;

  /**
   * Takes the lease of something that one process at a time may write to.
   *
   * @param lock its path, such as {@code .locks/RUN}; the storage makes files there or beside it
   * @param purpose what it is taken for, as others are told
   * @param takeOver whether to take it from a holder that may still live
   * @return the lease, to be closed
   * @throws LeaseHeldException if another holds it
   * @throws org.synprune.jobs.BadInputException if another store than this machine's refuses for a
   *     reason that the user can mend, such as a missing permission
   * @throws IOException if the store can't be read or written
   */
  Lease lease(Path lock, String purpose, boolean takeOver) throws IOException;

  /**
   * Whether a hold of a lease is the newest, seen from any machine.
   *
   * @param lock the lease's path
   * @param token the hold's token
   * @return false if another process has taken the lease since, or it was removed
   * @throws IOException if the store can't be read
   */
  boolean holds(Path lock, String token) throws IOException;

  /**
   * A path in the form that people write.
   *
   * @param path the path
   * @return a plain path for a folder of this machine, an address for others
   */
  default String display(Path path) {
    return path.toString();
  }
}
