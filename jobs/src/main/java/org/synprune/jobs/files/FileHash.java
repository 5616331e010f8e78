package org.synprune.jobs.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.synprune.jobs.BadInputException;

/** A file's SHA-256, worked out in a thread of its own beside other work. */
public final class FileHash {

  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final FutureTask<String> task;

  private FileHash(Path path) {
    this.path = path;
    this.task = new FutureTask<>(this::read);
  }

  /** Starts hashing a file as it lies there. */
  public static FileHash start(Path path) {
    FileHash hash = new FileHash(path);
    Thread thread = new Thread(hash.task, "hash of " + path.getFileName());
    thread.setDaemon(true);
    thread.start();
    return hash;
  }

  private String read() throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(path)) {
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        digest.update(buffer, 0, size);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Waits for the hash, in hex. */
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

  /** Gives up where nobody will ask any more. */
  public void stop() {
    task.cancel(true);
  }
}
