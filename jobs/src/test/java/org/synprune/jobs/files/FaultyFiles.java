package org.synprune.jobs.files;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The machine's own files, where one chosen change fails: the n-th of all calls that open a file
 * for writing, write to it, make a folder, move or delete.
 */
public final class FaultyFiles extends FileSystemProvider {

  /** What happens at the chosen change. */
  public enum Fault {
    /** It fails as a full disk does; later changes work. */
    FAILS,
    /** The process is killed: neither this change nor any later one happens. */
    KILLED
  }

  /** Ends a process that is killed. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final FileSystem files = new FaultyFileSystem(this);
  private final Change fault;
  private final int at;
  private int changes;

  /** What is done instead of or before a change. */
  public interface Change {

    /**
     * Runs before the change, or throws in its place.
     *
     * @param later how many changes after the chosen one this is
     * @throws IOException where the change fails
     */
    void before(int later) throws IOException;
  }

  /**
   * Makes a file system.
   *
   * @param fault what happens
   * @param at at which change, from 1
   */
  public FaultyFiles(Fault fault, int at) {
    this(
        at,
        later -> {
          if (fault == Fault.KILLED) {
            throw new Killed();
          }
          if (later == 0) {
            throw new IOException("no space left on device");
          }
        });
  }

  /**
   * Makes a file system.
   *
   * @param at from which change on, from 1
   * @param fault what happens then
   */
  public FaultyFiles(int at, Change fault) {
    this.fault = fault;
    this.at = at;
  }

  /** The same file, seen through this file system. */
  public Path path(Path real) {
    return new FaultyPath(files, real);
  }

  /** Whether the chosen change was reached. */
  public boolean reached() {
    return changes >= at;
  }

  /** Counts a change, and does at it what was chosen. */
  void change() throws IOException {
    changes++;
    if (changes >= at) {
      fault.before(changes - at);
    }
  }

  /** The file itself. */
  static Path real(Path path) {
    return path instanceof FaultyPath faulty ? faulty.real() : path;
  }

  private static FileSystemProvider provider(Path path) {
    return real(path).getFileSystem().provider();
  }

  private void opened(Set<? extends OpenOption> options) throws IOException {
    if (options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)) {
      change();
    }
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    opened(options);
    return new FaultyChannel(this, provider(path).newByteChannel(real(path), options, attributes));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    opened(options);
    return provider(path).newFileChannel(real(path), options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all =
        provider(folder).newDirectoryStream(real(folder), any -> true)) {
      for (Path one : all) {
        if (filter.accept(path(one))) {
          found.add(path(one));
        }
      }
    }
    return new DirectoryStream<>() {
      @Override
      public java.util.Iterator<Path> iterator() {
        return found.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    change();
    provider(folder).createDirectory(real(folder), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    change();
    provider(path).delete(real(path));
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) throws IOException {
    change();
    provider(from).copy(real(from), real(to), options);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    change();
    provider(from).move(real(from), real(to), options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return provider(one).isSameFile(real(one), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return provider(path).isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return provider(path).getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    provider(path).checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return provider(path).getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return provider(path).readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return provider(path).readAttributes(real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    provider(path).setAttribute(real(path), name, value, options);
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return files;
  }

  @Override
  public Path getPath(URI uri) {
    return path(Path.of(uri));
  }
}
