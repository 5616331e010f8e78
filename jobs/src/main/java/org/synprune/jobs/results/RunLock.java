package org.synprune.jobs.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.synprune.jobs.BadInputException;

/**
 * Keeps a second sweep off a run. The operating system gives the lock back when the process ends,
 * however it ends. Tasks of a sweep whose driver was killed may live on for a while: they hold an
 * older token than the one in the lock's file, and must not write any more.
 */
public final class RunLock implements AutoCloseable {

  private final FileChannel channel;
  private final String token;

  private RunLock(FileChannel channel, String token) {
    this.channel = channel;
    this.token = token;
  }

  /**
   * Takes the lock of a run.
   *
   * @param store the run's results
   * @return the lock, to be closed when the sweep is over
   * @throws BadInputException if another sweep holds it
   */
  public static RunLock of(ResultStore store) {
    Path file = file(store);
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new BadInputException(
            "run '"
                + store.run()
                + "' in '"
                + store.root()
                + "' is being swept by another process, expected it to be done,"
                + " or another --run name");
      }
      String token = UUID.randomUUID().toString();
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII)), 0);
      return new RunLock(channel, token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Names this hold of the lock.
   *
   * @return a token that no other hold has
   */
  public String token() {
    return token;
  }

  /**
   * Makes sure that a sweep still holds the lock of its run, on any machine that sees the folder.
   *
   * @param store the run's results
   * @param token the sweep's token
   * @throws IllegalStateException if another sweep has taken over
   */
  public static void requireHeld(ResultStore store, String token) {
    try {
      if (!Files.readString(file(store), StandardCharsets.US_ASCII).equals(token)) {
        throw new IllegalStateException(
            "another sweep has taken over run '" + store.run() + "' in '" + store.root() + "'");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(ResultStore store) {
    return Path.of(store.root(), ".locks", store.run());
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
