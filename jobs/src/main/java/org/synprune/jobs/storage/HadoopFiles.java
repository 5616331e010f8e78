package org.synprune.jobs.storage;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.synprune.jobs.files.Replacement;
import org.synprune.jobs.storage.Storage.Content;
import org.synprune.jobs.storage.Storage.Entry;
import org.synprune.jobs.storage.Storage.FolderContent;

/**
 * What all stores behind a Hadoop client share.
 *
 * @param settings Hadoop's settings
 */
record HadoopFiles(HadoopSettings settings) implements Serializable {

  /** The client for a path; Hadoop keeps one a store and user. */
  FileSystem client(Path path) throws IOException {
    return path.getFileSystem(settings.get());
  }

  List<Entry> list(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try {
      for (FileStatus status : client(folder).listStatus(folder)) {
        // A file lists itself.
        if (!status.getPath().equals(folder)) {
          entries.add(entry(status));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return entries;
  }

  Optional<Entry> find(Path path) throws IOException {
    try {
      return Optional.of(entry(client(path).getFileStatus(path)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Entry entry(FileStatus status) {
    return new Entry(
        status.getPath().getName(),
        status.isDirectory(),
        status.isDirectory() ? 0 : status.getLen(),
        status.getModificationTime());
  }

  InputStream open(Path file) throws IOException {
    return client(file).open(file);
  }

  InputFile parquet(Path file) throws IOException {
    FileSystem client = client(file);
    return new KnownFile(client, client.getFileStatus(file));
  }

  /**
   * A file that was looked up: its client needn't ask the store for it again, which takes as long
   * on object stores as reading a small file.
   */
  private record KnownFile(FileSystem client, FileStatus status) implements InputFile {

    @Override
    public long getLength() {
      return status.getLen();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      return HadoopStreams.wrap(
          FutureIO.awaitFuture(client.openFile(status.getPath()).withFileStatus(status).build()));
    }

    @Override
    public String toString() {
      return status.getPath().toString();
    }
  }

  void remove(Path path) throws IOException {
    if (!client(path).delete(path, true) && find(path).isPresent()) {
      throw new IOException("can't remove " + path);
    }
  }

  long bytes(Path folder) throws IOException {
    try {
      return client(folder).getContentSummary(folder).getLength();
    } catch (FileNotFoundException e) {
      return 0;
    }
  }

  /** All bytes of a file: those of a work unit or a model are few. */
  static byte[] bytes(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.write(bytes);
    return bytes.toByteArray();
  }

  /** Does something with the files of a folder that is filled on this machine first. */
  static void withLocal(FolderContent content, FolderContent use) throws IOException {
    java.nio.file.Path local = Files.createTempDirectory("synprune-");
    try {
      content.write(local);
      use.write(local);
    } finally {
      Replacement.delete(local);
    }
  }

  /** The files in a folder of this machine. */
  static List<java.nio.file.Path> files(java.nio.file.Path folder) throws IOException {
    try (Stream<java.nio.file.Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }
}
