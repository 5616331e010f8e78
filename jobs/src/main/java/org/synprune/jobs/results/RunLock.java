package org.synprune.jobs.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.Lease;
import org.synprune.jobs.storage.LeaseHeldException;
import org.synprune.jobs.storage.LeaseLostException;

/**
 * Lets one process at a time write to a run: a sweep, its summary or its removal. On a mounted
 * folder the operating system gives the lock back when the process ends, however it ends; on other
 * stores the lock of a process that was killed can be taken after a while.
 *
 * <p>The lock's files are {@code <root>/.locks/<run>} and beside or below it. Tasks of a sweep
 * whose driver was killed may live on for a while: they hold an older token, and must not write any
 * more.
 */
public final class RunLock implements AutoCloseable {

  private final Lease lease;

  private RunLock(Lease lease) {
    this.lease = lease;
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
    return acquire(store, purpose, false);
  }

  /**
   * Takes the lock of a run, even from a process that may still live.
   *
   * @param store the run's results
   * @param purpose what the lock is taken for, as others are told, such as {@code sweep}
   * @param takeOver whether to take it from a holder on another machine whose death the store can't
   *     know; what that process still trains isn't written
   * @return the lock, to be closed when the work is done
   * @throws BadInputException if a process holds it that is known to live, or {@code takeOver} is
   *     false and one holds it
   * @throws UncheckedIOException if the lock's files can't be written
   */
  public static RunLock acquire(ResultStore store, String purpose, boolean takeOver) {
    try {
      return new RunLock(store.storage().lease(store.lock(), purpose, takeOver));
    } catch (LeaseHeldException e) {
      throw new BadInputException(
          String.format(
              "run '%s' in '%s' is in use by another process%s, expected it to be done, or another"
                  + " --run name%s",
              store.run(),
              store.root(),
              e.getMessage(),
              e.canBeTaken() ? ", or --take-over if that process is dead" : ""),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  /**
   * Names this hold of the lock.
   *
   * @return a token that no other hold has
   */
  public String token() {
    return lease.token();
  }

  /**
   * Makes sure that a sweep still holds the lock of its run, on any machine that sees the folder.
   *
   * @param store the run's results
   * @param token the sweep's token
   * @throws LeaseLostException if another process has taken the lock since, or removed the run
   */
  public static void requireHeld(ResultStore store, String token) {
    try {
      if (!store.storage().holds(store.lock(), token)) {
        throw new LeaseLostException(
            "another process has taken over run '"
                + store.run()
                + "' in '"
                + store.root()
                + "'; this one writes no more to it");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the lock's files, while holding the lock: for a run that is removed. */
  public void removeFiles(ResultStore store) {
    requireHeld(store, token());
    try {
      lease.removeFiles();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    lease.close();
  }
}
