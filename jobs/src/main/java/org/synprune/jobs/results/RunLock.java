package org.synprune.jobs.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;

/**
 * Lets one process at a time write to a run: a sweep, its summary or its removal. The operating
 * system gives the lock back when the process ends, however it ends.
 *
 * <p>The lock's file is {@code <root>/.locks/<run>}. Beside it lies {@code .<run>.holder}: a token
 * and what the lock was taken for. Tasks of a sweep whose driver was killed may live on for a
 * while: they hold an older token, and must not write any more.
 */
public final class RunLock implements AutoCloseable {

  /**
   * The locks that this process holds. On Linux a process loses its lock of a file as soon as it
   * closes the file anywhere, so a file that is locked here must not be opened a second time.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** A lock's file may be removed together with its run just when it was opened to be locked. */
  private static final int TRIES = 100;

  private final Path file;
  private final FileChannel channel;
  private final String token;

  private RunLock(Path file, FileChannel channel, String token) {
    this.file = file;
    this.channel = channel;
    this.token = token;
  }

  /**
   * Takes the lock of a run.
   *
   * @param store the run's results
   * @param purpose what the lock is taken for, as others are told, such as {@code sweep}
   * @return the lock, to be closed when the work is done
   * @throws BadInputException if a process holds it, this one or another
   * @throws UncheckedIOException if the lock's files can't be written
   */
  public static RunLock acquire(ResultStore store, String purpose) {
    Path file = file(store);
    if (!HELD.add(file)) {
      throw inUse(store);
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = lock(file);
      if (channel == null) {
        throw inUse(store);
      }
      String token = UUID.randomUUID().toString();
      Path aside = file.resolveSibling("." + token);
      Files.write(aside, List.of(token, purpose));
      Files.move(aside, holder(store), StandardCopyOption.ATOMIC_MOVE);
      taken = true;
      return new RunLock(file, channel, token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!taken) {
        release(file, channel);
      }
    }
  }

  /**
   * Works on a run while holding its lock.
   *
   * @param store the run's results
   * @param purpose what the lock is taken for, as others are told, such as {@code summarize}
   * @param work what to do
   * @throws BadInputException if a process holds the lock, this one or another
   */
  public static void during(ResultStore store, String purpose, Runnable work) {
    RunLock lock = acquire(store, purpose);
    try {
      work.run();
    } finally {
      lock.close();
    }
  }

  /** Locks a file, which is made if it isn't there; null if another process has locked it. */
  private static @Nullable FileChannel lock(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    for (int i = 0; i < TRIES; i++) {
      try {
        Files.createFile(file);
      } catch (FileAlreadyExistsException e) {
        // As usual: it is from an earlier hold.
      }
      FileChannel channel = null;
      boolean taken = false;
      try {
        Object before = identity(file);
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
          return null;
        }
        taken = Objects.equals(before, identity(file));
        if (taken) {
          return channel;
        }
      } catch (NoSuchFileException e) {
        // Removed in the meantime.
      } finally {
        if (!taken && channel != null) {
          channel.close();
        }
      }
    }
    throw new IOException(file + " is removed again and again");
  }

  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static BadInputException inUse(ResultStore store) {
    String purpose = "";
    try {
      List<String> lines = Files.readAllLines(holder(store));
      purpose = lines.size() > 1 ? " (" + lines.get(1) + ")" : "";
    } catch (IOException e) {
      // It is being written: the sentence does without.
    }
    return new BadInputException(
        String.format(
            "run '%s' in '%s' is in use by another process%s, expected it to be done, or another"
                + " --run name",
            store.run(), store.root(), purpose));
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
   * @throws IllegalStateException if another process has taken the lock since, or removed the run
   */
  public static void requireHeld(ResultStore store, String token) {
    try {
      List<String> lines = Files.readAllLines(holder(store));
      if (!lines.isEmpty() && lines.get(0).equals(token)) {
        return;
      }
    } catch (NoSuchFileException e) {
      // The run was removed.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException(
        "another process has taken over run '" + store.run() + "' in '" + store.root() + "'");
  }

  /** Removes the lock's files, while holding the lock: for a run that is removed. */
  public void removeFiles(ResultStore store) {
    requireHeld(store, token);
    try {
      Files.delete(holder(store));
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(ResultStore store) {
    return Path.of(store.root(), ".locks", store.run()).toAbsolutePath().normalize();
  }

  private static Path holder(ResultStore store) {
    return file(store).resolveSibling("." + store.run() + ".holder");
  }

  private static void release(Path file, @Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(file);
    }
  }

  @Override
  public void close() {
    if (channel.isOpen()) {
      release(file, channel);
    }
  }
}
