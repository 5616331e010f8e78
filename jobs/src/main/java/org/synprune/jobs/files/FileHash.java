package org.synprune.jobs.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;
import org.synprune.jobs.BadInputException;

/** A file's SHA-256, computed in a thread of its own while other work goes on. */
public final class FileHash {

  private static final int BUFFER = 1 << 16;

  private final String name;
  private final FutureTask<String> task;

  private FileHash(String name, Bytes bytes) {
    this.name = name;
    this.task = new FutureTask<>(() -> of(bytes));
  }

  /** Opens a file's bytes. */
  @FunctionalInterface
  public interface Bytes {

    /**
     * Opens them.
     *
     * @return the bytes, to be closed
     * @throws IOException if they can't be read
     */
    InputStream open() throws IOException;
  }

  /**
   * Hashes a file.
   *
   * @param path the file
   * @return its SHA-256 in hex, 64 lower-case digits
   * @throws IOException if it can't be read
   */
  public static String of(Path path) throws IOException {
    return of(() -> Files.newInputStream(path));
  }

  /**
   * Hashes the bytes of a file, wherever it lies.
   *
   * @param bytes opens them
   * @return their SHA-256 in hex, 64 lower-case digits
   * @throws IOException if they can't be read
   */
  public static String of(Bytes bytes) throws IOException {
    // The digest asks for a kilobyte at a time.
    try (InputStream in = new BufferedInputStream(bytes.open(), BUFFER)) {
      return new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(in);
    }
  }

  /**
   * Starts hashing a file.
   *
   * @param name the file, as errors call it
   * @param bytes opens it; they mustn't change until the hash is there
   * @return the hash to come
   */
  public static FileHash start(String name, Bytes bytes) {
    FileHash hash = new FileHash(name, bytes);
    Thread thread = new Thread(hash.task, "hash of " + name);
    thread.setDaemon(true);
    thread.start();
    return hash;
  }

  /**
   * Waits for the hash.
   *
   * @return the SHA-256 in hex, 64 lower-case digits
   * @throws BadInputException if the file can't be read
   */
  public String hex() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        // Its message is the path alone.
        String reason = io instanceof AccessDeniedException ? "permission denied" : io.getMessage();
        throw new BadInputException(name + ": can't be read: " + reason, io);
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops hashing; {@link #hex} can't be called any more. */
  public void stop() {
    task.cancel(true);
  }
}
