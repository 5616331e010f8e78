package org.synprune.jobs.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.synprune.jobs.files.Replacement;

/**
 * Folders that this machine has mounted: a file is staged, forced to disk and renamed. Java's own
 * calls are used because Hadoop's start a process for each file to set its permissions, which takes
 * longer than writing the rows of a work unit.
 */
record LocalStorage() implements Storage {

  @Override
  public List<Entry> list(org.apache.hadoop.fs.Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> all = Files.list(local(folder))) {
      for (Path one : (Iterable<Path>) all::iterator) {
        entry(one).ifPresent(entries::add);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return entries;
  }

  @Override
  public Optional<Entry> find(org.apache.hadoop.fs.Path path) throws IOException {
    return entry(local(path));
  }

  private static Optional<Entry> entry(Path path) throws IOException {
    try {
      BasicFileAttributes read = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(
          new Entry(
              String.valueOf(path.getFileName()),
              read.isDirectory(),
              read.isRegularFile() ? read.size() : 0,
              read.lastModifiedTime().toMillis()));
    } catch (NoSuchFileException e) {
      // Removed in the meantime, or a link to nothing.
      return Optional.empty();
    }
  }

  @Override
  public InputStream open(org.apache.hadoop.fs.Path file) throws IOException {
    return Files.newInputStream(local(file));
  }

  @Override
  public InputFile parquet(org.apache.hadoop.fs.Path file) throws IOException {
    return HadoopInputFile.fromPath(file, new Configuration(false));
  }

  @Override
  public void publish(
      org.apache.hadoop.fs.Path file, org.apache.hadoop.fs.Path staging, Content content)
      throws IOException {
    Path target = local(file);
    Replacement.file(
        target,
        local(staging),
        aside -> {
          fill(aside, content);
          removeChecksum(target);
        });
  }

  @Override
  public boolean createIfAbsent(
      org.apache.hadoop.fs.Path file, org.apache.hadoop.fs.Path staging, Content content)
      throws IOException {
    Path target = local(file);
    if (Files.exists(target)) {
      return false;
    }
    Files.createDirectories(target.getParent());
    Path aside = Replacement.aside(local(staging).resolve(target.getFileName()));
    try {
      fill(aside, content);
      Replacement.force(aside);
      removeChecksum(target);
      // A second name is given to one only; renaming would replace what is there.
      Files.createLink(target, aside);
      Replacement.force(target.getParent());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      // A disk without links, such as a USB stick's: there the lock alone keeps others away.
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Removes Hadoop's checksum of a file that was there before. */
  private static void removeChecksum(Path target) throws IOException {
    Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
  }

  private static void fill(Path file, Content content) throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
      content.write(out);
    }
  }

  @Override
  public void publishFolder(
      org.apache.hadoop.fs.Path folder,
      org.apache.hadoop.fs.Path staging,
      String last,
      FolderContent content)
      throws IOException {
    Replacement.folder(
        local(folder),
        local(staging),
        aside -> {
          Files.createDirectories(aside);
          content.write(aside);
        });
  }

  @Override
  public void move(org.apache.hadoop.fs.Path file, org.apache.hadoop.fs.Path to)
      throws IOException {
    Files.createDirectories(local(to).getParent());
    Files.move(local(file), local(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void remove(org.apache.hadoop.fs.Path path) throws IOException {
    Replacement.delete(local(path));
  }

  @Override
  public void removeAtOnce(org.apache.hadoop.fs.Path folder, org.apache.hadoop.fs.Path aside)
      throws IOException {
    if (Files.isDirectory(local(folder))) {
      move(folder, aside);
      remove(aside);
    }
  }

  @Override
  public void force(org.apache.hadoop.fs.Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(local(folder))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Replacement.force(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public long bytes(org.apache.hadoop.fs.Path folder) throws IOException {
    if (!Files.isDirectory(local(folder))) {
      return 0;
    }
    long bytes = 0;
    try (Stream<Path> files = Files.walk(local(folder))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        bytes += entry(file).map(Entry::bytes).orElse(0L);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return bytes;
  }

  @Override
  public Lease lease(org.apache.hadoop.fs.Path lock, String purpose, boolean takeOver)
      throws IOException {
    return LocalLease.acquire(local(lock), purpose);
  }

  @Override
  public boolean holds(org.apache.hadoop.fs.Path lock, String token) throws IOException {
    return LocalLease.holds(local(lock), token);
  }

  @Override
  public String display(org.apache.hadoop.fs.Path path) {
    return local(path).toString();
  }

  private static Path local(org.apache.hadoop.fs.Path path) {
    return Path.of(path.toUri().getPath());
  }
}
