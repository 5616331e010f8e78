package org.synprune.jobs.storage;

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

/**
 * A lease on a mounted folder: the operating system gives it back when its process ends, however it
 * ends.
 *
 * <p>Beside the lock's file lies {@code .<name>.holder}: a token and what the lease was taken for.
 * Tasks whose driver was killed may live on for a while: they hold an older token.
 */
final class LocalLease implements Lease {

  /**
   * The locks that this process holds. On Linux a process loses its lock of a file as soon as it
   * closes the file anywhere, so a file that is locked here must not be opened a second time.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** A lock's file may be removed just when it was opened to be locked. */
  private static final int TRIES = 100;

  private final Path file;
  private final FileChannel channel;
  private final String token;

  private LocalLease(Path file, FileChannel channel, String token) {
    this.file = file;
    this.channel = channel;
    this.token = token;
  }

  /**
   * Takes a lease.
   *
   * @throws LeaseHeldException if a process holds it, this one or another
   */
  static LocalLease acquire(Path file, String purpose) throws IOException {
    if (!HELD.add(file)) {
      throw held(file);
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = lock(file);
      if (channel == null) {
        throw held(file);
      }
      String token = UUID.randomUUID().toString();
      Path aside = file.resolveSibling("." + token);
      Files.write(aside, List.of(token, purpose));
      Files.move(aside, holder(file), StandardCopyOption.ATOMIC_MOVE);
      taken = true;
      return new LocalLease(file, channel, token);
    } finally {
      if (!taken) {
        release(file, channel);
      }
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

  private static LeaseHeldException held(Path file) {
    try {
      List<String> lines = Files.readAllLines(holder(file));
      return new LeaseHeldException(lines.size() > 1 ? " (" + lines.get(1) + ")" : "", false);
    } catch (IOException e) {
      // It is being written: the sentence does without.
      return new LeaseHeldException("", false);
    }
  }

  /** Whether a token is that of the newest hold. */
  static boolean holds(Path file, String token) throws IOException {
    try {
      List<String> lines = Files.readAllLines(holder(file));
      return !lines.isEmpty() && lines.get(0).equals(token);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public String token() {
    return token;
  }

  @Override
  public void removeFiles() throws IOException {
    Files.delete(holder(file));
    Files.delete(file);
  }

  private static Path holder(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".holder");
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
