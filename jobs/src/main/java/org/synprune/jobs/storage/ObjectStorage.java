package org.synprune.jobs.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.InputFile;

/**
 * Object stores: renaming copies there, but a file appears whole when it is closed. It is written
 * under its final name, with the store's own condition where it must be the first.
 *
 * @param files the store's client
 */
record ObjectStorage(HadoopFiles files) implements Storage {

  /** S3A's name of a conditional write, Hadoop 3.4.2 and later. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  ObjectStorage(HadoopSettings settings) {
    this(new HadoopFiles(settings));
  }

  @Override
  public List<Entry> list(Path folder) throws IOException {
    return files.list(folder);
  }

  @Override
  public Optional<Entry> find(Path path) throws IOException {
    return files.find(path);
  }

  @Override
  public InputStream open(Path file) throws IOException {
    return files.open(file);
  }

  @Override
  public InputFile parquet(Path file) throws IOException {
    return files.parquet(file);
  }

  @Override
  public void publish(Path file, Path staging, Content content) throws IOException {
    put(file, HadoopFiles.bytes(content));
  }

  private void put(Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = files.client(file).create(file, true)) {
      out.write(bytes);
    }
  }

  @Override
  public boolean createIfAbsent(Path file, Path staging, Content content) throws IOException {
    byte[] bytes = HadoopFiles.bytes(content);
    try {
      FileSystem client = files.client(file);
      FSDataOutputStreamBuilder<?, ?> builder = client.createFile(file).overwrite(false);
      if (client.hasPathCapability(file, CONDITIONAL)) {
        builder = builder.must(CONDITIONAL, true);
      }
      try (FSDataOutputStream out = builder.recursive().build()) {
        out.write(bytes);
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      // The store may have taken the file and its answer been lost: then it is our own.
      try (InputStream there = open(file)) {
        return Arrays.equals(there.readAllBytes(), bytes);
      }
    }
  }

  @Override
  public void publishFolder(Path folder, Path staging, String last, FolderContent content)
      throws IOException {
    HadoopFiles.withLocal(
        content,
        local -> {
          remove(new Path(folder, last));
          Set<String> names = new HashSet<>();
          for (java.nio.file.Path one : HadoopFiles.files(local)) {
            String name = String.valueOf(one.getFileName());
            names.add(name);
            if (!name.equals(last)) {
              put(new Path(folder, name), Files.readAllBytes(one));
            }
          }
          put(new Path(folder, last), Files.readAllBytes(local.resolve(last)));
          for (Entry entry : list(folder)) {
            if (!names.contains(entry.name())) {
              remove(new Path(folder, entry.name()));
            }
          }
        });
  }

  @Override
  public void move(Path file, Path to) throws IOException {
    if (!files.client(file).rename(file, to)) {
      throw new IOException("can't rename " + file + " to " + to);
    }
  }

  @Override
  public void remove(Path path) throws IOException {
    files.remove(path);
  }

  @Override
  public void removeAtOnce(Path folder, Path aside) throws IOException {
    remove(folder);
  }

  @Override
  public long bytes(Path folder) throws IOException {
    return files.bytes(folder);
  }

  @Override
  public Lease lease(Path lock, String purpose, boolean takeOver) throws IOException {
    return StoredLease.acquire(this, files.settings().get(), lock, purpose, takeOver);
  }

  @Override
  public boolean holds(Path lock, String token) throws IOException {
    return StoredLease.holds(this, lock, token);
  }
}
