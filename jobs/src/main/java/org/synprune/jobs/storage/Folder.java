package org.synprune.jobs.storage;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.files.Locations;

/**
 * A folder of any store that Hadoop has a client for:
 *
 * <pre>{@code
 * Folder out = Folder.of("hdfs://host/results", settings);
 * out.storage().list(out.resolve("trials").path());
 * }</pre>
 *
 * @param storage the store
 * @param path the folder's path, absolute and with the store's scheme
 */
public record Folder(Storage storage, Path path) implements Serializable {

  private static final Pattern ADDRESS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):/.*");

  /** Validates. */
  public Folder {
    Objects.requireNonNull(storage, "storage");
    Objects.requireNonNull(path, "path");
  }

  /**
   * A folder by its address.
   *
   * @param address such as {@code out}, {@code /data/out}, {@code hdfs://host/out} or {@code
   *     s3a://bucket/out}; without a scheme it lies in Hadoop's default file system, which is this
   *     machine's unless the settings say otherwise
   * @param settings Hadoop's settings
   * @return the folder, there or not
   * @throws BadInputException if there is no client for the scheme, the client can't keep the
   *     promises of {@link Storage}, or the address can't be one
   */
  public static Folder of(String address, Configuration settings) {
    URI standard = FileSystem.getDefaultUri(settings);
    boolean hasScheme = ADDRESS.matcher(address).matches();
    if (hasScheme ? address.startsWith("file:/") : "file".equals(standard.getScheme())) {
      try {
        return local(
            java.nio.file.Path.of(hasScheme ? new Path(address).toUri().getPath() : address));
      } catch (InvalidPathException e) {
        throw new BadInputException(noPath(address), e);
      }
    }
    if (address.matches("s3n?:.*")) {
      // A cluster may have clients for these, but none with the store's conditions.
      throw StorageFailure.OLD_S3.of(address);
    }
    try {
      Path path = hasScheme ? new Path(address) : new Path(null, null, address);
      // Whether there is a client is said first, and nothing else is asked of it before its store
      // is known to keep the promises.
      FileSystem.getFileSystemClass(
          hasScheme ? path.toUri().getScheme() : standard.getScheme(), settings);
      Storage storage = Storage.of(hasScheme ? path : new Path(standard), settings);
      Path qualified = path.getFileSystem(settings).makeQualified(path);
      return new Folder(
          storage instanceof ObjectStorage objects ? objects.requireConditions(qualified) : storage,
          qualified);
    } catch (BadInputException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      // A client that isn't there, or lacks a library, is any of these.
      throw StorageFailure.of(address, e);
    }
  }

  /**
   * Says what is wrong with a path that this locale's character set can't write.
   *
   * @param address the path, as it was read
   * @return a sentence
   */
  public static String noPath(String address) {
    return "'"
        + address.replace('\0', '?')
        + "' can't be a path in this locale, expected one of UTF-8 (such as LC_ALL=C.UTF-8)";
  }

  /**
   * A folder of this machine.
   *
   * @param path its path, absolute or not
   * @return the folder, there or not
   */
  public static Folder local(java.nio.file.Path path) {
    return new Folder(
        new LocalStorage(), new Path("file", null, path.toAbsolutePath().normalize().toString()));
  }

  /**
   * A folder for files that are needed for a while, to be removed by the caller.
   *
   * @param ofThisMachine whether only processes of this machine need it; otherwise it lies below
   *     the user's own folder in Hadoop's default file system, which a cluster's machines share
   * @param settings Hadoop's settings
   * @return a folder that nobody else uses
   * @throws UncheckedIOException if it can't be made
   */
  public static Folder temporary(boolean ofThisMachine, Configuration settings) {
    try {
      if (ofThisMachine) {
        return local(Files.createTempDirectory("synprune-"));
      }
      Path home = FileSystem.get(settings).getHomeDirectory();
      return of(new Path(home, ".synprune-" + UUID.randomUUID()).toString(), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A folder or file in this one.
   *
   * @param name one name, which may hold any character but a slash
   * @return its path
   */
  public Folder resolve(String name) {
    URI parent = path.toUri();
    String below = parent.getPath().endsWith("/") ? parent.getPath() : parent.getPath() + "/";
    return new Folder(storage, new Path(parent.getScheme(), parent.getAuthority(), below + name));
  }

  /**
   * A folder or file beside this one.
   *
   * @param name one name, which may hold any character but a slash
   * @return its path
   */
  public Folder sibling(String name) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalStateException(this + " is a root, expected a folder or file in one");
    }
    return new Folder(storage, parent).resolve(name);
  }

  /**
   * The folder that this one lies in.
   *
   * @return its path; this one if it is a root
   */
  public Folder parent() {
    Path parent = path.getParent();
    return parent == null ? this : new Folder(storage, parent);
  }

  /**
   * The folder's own name.
   *
   * @return the last part of its path
   */
  public String name() {
    return path.getName();
  }

  /**
   * The folder's path on this machine.
   *
   * @return its path; empty if it lies in another store
   */
  public Optional<java.nio.file.Path> local() {
    return storage instanceof LocalStorage
        ? Optional.of(java.nio.file.Path.of(path.toUri().getPath()))
        : Optional.empty();
  }

  /**
   * The address as Spark reads it.
   *
   * @return the path with its scheme, with glob characters escaped
   */
  public String readable() {
    return Locations.escapeGlob(path.toString());
  }

  /**
   * Whether something is there.
   *
   * @return true if so
   * @throws UncheckedIOException if the store can't be read
   */
  public boolean exists() {
    try {
      return storage.find(path).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes sure that the store answers, and lets this program read.
   *
   * @return this
   * @throws BadInputException if it doesn't, in one sentence
   */
  public Folder requireReachable() {
    try {
      storage.find(path);
      if (path.isRoot()) {
        // Of a bucket's root S3A says that it is there without a look.
        storage.list(path);
      }
      return this;
    } catch (IOException e) {
      throw StorageFailure.of(toString(), e);
    }
  }

  /** A plain path for a folder of this machine, an address for others. */
  @Override
  public String toString() {
    return storage.display(path);
  }
}
