package org.synprune.jobs.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.synprune.jobs.BadInputException;

/**
 * Keeps a second sweep off a run. The operating system gives the lock back when the process ends,
 * however it ends.
 */
public final class RunLock implements AutoCloseable {

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a run.
   *
   * @param store the run's results
   * @return the lock, to be closed when the sweep is over
   * @throws BadInputException if another sweep holds it
   */
  public static RunLock of(ResultStore store) {
    Path file = Path.of(store.root(), ".locks", store.run());
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
      return new RunLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
