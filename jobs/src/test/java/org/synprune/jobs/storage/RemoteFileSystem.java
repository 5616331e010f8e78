package org.synprune.jobs.storage;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.synprune.jobs.files.Replacement;

/** Hadoop's client of {@link RemoteFolders}; made by its name. */
public final class RemoteFileSystem extends FileSystem {

  private static final Object RENAMING = new Object();
  private static final int BLOCK = 1 << 25;

  private final RawLocalFileSystem reading = new RawLocalFileSystem();
  private URI uri = URI.create("testfs:///");
  private RemoteFolders store;
  private Path working = new Path("/");

  /** Hadoop makes it by reflection. */
  public RemoteFileSystem() {}

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    store = RemoteFolders.named(name.getAuthority());
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    reading.initialize(URI.create("file:///"), conf);
  }

  @Override
  public URI getUri() {
    return uri;
  }

  private java.nio.file.Path local(Path path) {
    checkPath(path);
    String absolute = new Path(working, path).toUri().getPath();
    return store.local(absolute.substring(1));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (!Files.isRegularFile(local(path))) {
      throw new FileNotFoundException(path + " (no such file)");
    }
    return reading.open(new Path(local(path).toUri()), bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    store.change();
    java.nio.file.Path file = local(path);
    if (Files.isDirectory(file) || (!overwrite && Files.exists(file))) {
      throw new FileAlreadyExistsException(path + " is there");
    }
    Files.createDirectories(file.getParent());
    boolean later = store.appearsAtClose();
    java.nio.file.Path written = later ? store.local("." + UUID.randomUUID()) : file;
    OutputStream out =
        new FilterOutputStream(Files.newOutputStream(written)) {
          private boolean closed;

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            this.out.write(bytes, from, length);
          }

          @Override
          public void close() throws IOException {
            super.close();
            if (!closed && later) {
              appear(written, file, overwrite);
            }
            closed = true;
          }
        };
    return new FSDataOutputStream(out, null);
  }

  /** The store itself decides who is first. */
  private static void appear(java.nio.file.Path written, java.nio.file.Path file, boolean overwrite)
      throws IOException {
    synchronized (RENAMING) {
      if (!overwrite && Files.exists(file)) {
        Files.delete(written);
        throw new FileAlreadyExistsException(file + " is there");
      }
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("append");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    java.nio.file.Path target = local(to);
    if (Files.isDirectory(target)) {
      target = target.resolve(from.getName());
    }
    if (!Files.exists(local(from)) || Files.exists(target)) {
      return false;
    }
    rename(from, makeQualified(new Path("/" + store.local("").relativize(target))), false);
    return true;
  }

  /** Renames at once; a file may replace a file. */
  void rename(Path from, Path to, boolean overwrite) throws IOException {
    store.change();
    synchronized (RENAMING) {
      if (!Files.exists(local(from))) {
        throw new FileNotFoundException(from + " (no such file)");
      }
      if (Files.exists(local(to)) && !overwrite) {
        throw new FileAlreadyExistsException(to + " is there");
      }
      if (!Files.isDirectory(local(to).getParent())) {
        throw new FileNotFoundException(to.getParent() + " (no such folder)");
      }
      Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    store.change();
    java.nio.file.Path file = local(path);
    if (!Files.exists(file)) {
      return false;
    }
    if (!recursive) {
      try (Stream<java.nio.file.Path> below = Files.walk(file)) {
        if (below.count() > 1) {
          throw new DirectoryNotEmptyException(path.toString());
        }
      }
    }
    Replacement.delete(file);
    return true;
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus own = getFileStatus(path);
    if (!own.isDirectory()) {
      return new FileStatus[] {own};
    }
    List<FileStatus> all = new ArrayList<>();
    try (Stream<java.nio.file.Path> files = Files.list(local(path))) {
      for (java.nio.file.Path file : (Iterable<java.nio.file.Path>) files::iterator) {
        try {
          all.add(getFileStatus(new Path(own.getPath(), new Path(null, null, name(file)))));
        } catch (FileNotFoundException | NoSuchFileException e) {
          // Removed in the meantime.
        }
      }
    }
    return all.toArray(FileStatus[]::new);
  }

  private static String name(java.nio.file.Path file) {
    return String.valueOf(file.getFileName());
  }

  @Override
  public void setWorkingDirectory(Path path) {
    working = path;
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(working.toUri().getPath()).makeQualified(uri, new Path("/"));
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    store.change();
    Files.createDirectories(local(path));
    return true;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    java.nio.file.Path file = local(path);
    if (!Files.exists(file)) {
      throw new FileNotFoundException(path + " (no such file)");
    }
    return new FileStatus(
        Files.isDirectory(file) ? 0 : Files.size(file),
        Files.isDirectory(file),
        1,
        BLOCK,
        Files.getLastModifiedTime(file).toMillis(),
        makeQualified(path));
  }
}
