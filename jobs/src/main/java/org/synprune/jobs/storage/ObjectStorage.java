package org.synprune.jobs.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.synprune.jobs.BadInputException;

/**
 * Object stores: renaming copies there, but a file appears whole when it is closed. It is written
 * under its final name, with the store's own condition where it must be the first; after a failure
 * it is given up instead of closed.
 *
 * @param files the store's client
 */
record ObjectStorage(HadoopFiles files) implements HadoopStorage {

  /** S3A's name of a conditional write, Hadoop 3.4.2 and later. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  /** S3A needn't look first whether there is a folder of that name. */
  private static final String DIRECTLY = "fs.s3a.create.performance";

  ObjectStorage(HadoopSettings settings) {
    this(new HadoopFiles(settings));
  }

  /**
   * Makes sure that of several that create a file one wins.
   *
   * @param path a path of the store
   * @return this
   * @throws BadInputException if the store's client can't do that
   * @throws IOException if there is no client
   */
  ObjectStorage requireConditions(Path path) throws IOException {
    if (path.toUri().getScheme().equals("s3a")
        && !files.client(path).hasPathCapability(path, CONDITIONAL)) {
      throw new BadInputException(
          "'"
              + path
              + "': this S3A can't create a file only if there is none, expected that of Hadoop"
              + " 3.4.2 or later, with fs.s3a.create.conditional.enabled left on: the build for"
              + " Spark 4, or Spark 3.5 with Hadoop 3.5.0's client jars");
    }
    return this;
  }

  @Override
  public void publish(Path file, Path staging, Content content) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.client(file).createFile(file);
    write(builder.overwrite(true).recursive().opt(DIRECTLY, true).build(), content);
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
      write(builder.recursive().build(), out -> out.write(bytes));
      return true;
    } catch (IOException e) {
      return isOurs(file, bytes, e);
    }
  }

  /**
   * Finds out who made a file that couldn't be created. The store may have taken it and its answer
   * been lost: then the client has tried again, and met its own file.
   */
  private boolean isOurs(Path file, byte[] bytes, IOException refusal) throws IOException {
    try (InputStream there = open(file)) {
      return Arrays.equals(there.readAllBytes(), bytes);
    } catch (IOException e) {
      refusal.addSuppressed(e);
      throw refusal;
    }
  }

  private static void write(FSDataOutputStream out, Content content) throws IOException {
    try {
      content.write(new Unclosed(out));
    } catch (IOException | RuntimeException | Error e) {
      // Closing would publish what was written so far.
      if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
      throw e;
    }
    out.close();
  }

  /** A stream that only {@link #write} closes. */
  private static final class Unclosed extends FilterOutputStream {

    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
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
              publish(new Path(folder, name), staging, out -> Files.copy(one, out));
            }
          }
          publish(new Path(folder, last), staging, out -> Files.copy(local.resolve(last), out));
          for (Entry entry : list(folder)) {
            if (!names.contains(entry.name())) {
              remove(new Path(folder, entry.name()));
            }
          }
        });
  }

  @Override
  public void move(Path file, Path to) throws IOException {
    files.client(to).mkdirs(to.getParent());
    if (!files.client(file).rename(file, to)) {
      throw new IOException("can't rename " + file + " to " + to);
    }
  }

  @Override
  public void removeAtOnce(Path folder, Path aside) throws IOException {
    remove(folder);
  }

  @Override
  public boolean renamesFolders() {
    return false;
  }
}
