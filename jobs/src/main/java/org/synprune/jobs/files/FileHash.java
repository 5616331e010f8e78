package org.synprune.jobs.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;
import org.synprune.jobs.BadInputException;

/** A file's SHA-256, computed in a thread of its own while other work goes on. */
public final class FileHash {

  private final Path path;
  private final FutureTask<String> task;

  private FileHash(Path path) {
    this.path = path;
    this.task = new FutureTask<>(() -> of(path));
  }

  /**
   * Hashes a file.
   *
   * @param path the file
   * @return its SHA-256 in hex, 64 lower-case digits
   * @throws IOException if it can't be read
   */
  public static String of(Path path) throws IOException {
    return new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(path);
  }

  /**
   * Starts hashing a file.
   *
   * @param path the file, which mustn't change until the hash is there
   * @return the hash to come
   */
  public static FileHash start(Path path) {
    FileHash hash = new FileHash(path);
    Thread thread = new Thread(hash.task, "hash of " + path.getFileName());
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
        throw new BadInputException(path + ": can't be read: " + io.getMessage(), io);
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
