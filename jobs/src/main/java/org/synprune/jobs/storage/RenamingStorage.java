package org.synprune.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Stores that rename at once, such as HDFS: a file is staged and renamed. The store itself decides
 * who of several is first.
 *
 * @param files the store's client
 */
record RenamingStorage(HadoopFiles files) implements HadoopStorage {

  RenamingStorage(HadoopSettings settings) {
    this(new HadoopFiles(settings));
  }

  @Override
  public void publish(Path file, Path staging, Content content) throws IOException {
    staged(
        file,
        staging,
        content,
        aside -> {
          context(file).rename(aside, file, Options.Rename.OVERWRITE);
          return true;
        });
  }

  @Override
  public boolean createIfAbsent(Path file, Path staging, Content content) throws IOException {
    if (find(file).isPresent()) {
      return false;
    }
    return staged(
        file,
        staging,
        content,
        aside -> {
          try {
            context(file).rename(aside, file);
            return true;
          } catch (FileAlreadyExistsException e) {
            return false;
          }
        });
  }

  /** Takes a staged file to its place. */
  @FunctionalInterface
  private interface Placing {
    boolean place(Path aside) throws IOException;
  }

  private boolean staged(Path file, Path staging, Content content, Placing placing)
      throws IOException {
    FileSystem client = files.client(file);
    client.mkdirs(file.getParent());
    Path aside = new Path(staging, file.getName() + "." + UUID.randomUUID());
    boolean placed = false;
    try {
      try (OutputStream out = client.create(aside, false)) {
        content.write(out);
      }
      placed = placing.place(aside);
      return placed;
    } finally {
      if (!placed) {
        client.delete(aside, false);
      }
    }
  }

  @Override
  public void publishFolder(Path folder, Path staging, String last, FolderContent content)
      throws IOException {
    FileSystem client = files.client(folder);
    Path aside = new Path(staging, folder.getName() + "." + UUID.randomUUID());
    HadoopFiles.withLocal(
        content,
        local -> {
          try {
            for (java.nio.file.Path one : HadoopFiles.files(local)) {
              try (OutputStream out =
                  client.create(new Path(aside, String.valueOf(one.getFileName())), false)) {
                Files.copy(one, out);
              }
            }
            client.mkdirs(folder.getParent());
            Path old = new Path(staging, folder.getName() + "." + UUID.randomUUID());
            try {
              move(folder, old);
            } catch (FileNotFoundException e) {
              // The usual case: there is none yet.
            }
            context(folder).rename(aside, folder);
            client.delete(old, true);
          } finally {
            client.delete(aside, true);
          }
        });
  }

  @Override
  public void move(Path file, Path to) throws IOException {
    files.client(to).mkdirs(to.getParent());
    context(file).rename(file, to);
  }

  @Override
  public void removeAtOnce(Path folder, Path aside) throws IOException {
    try {
      move(folder, aside);
    } catch (FileNotFoundException e) {
      return;
    }
    remove(aside);
  }

  private FileContext context(Path path) throws IOException {
    return FileContext.getFileContext(path.toUri(), files.settings().get());
  }
}
