package org.synprune.jobs.sweep.rounds;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.spark.TaskErrors;
import org.synprune.jobs.storage.LeaseLostException;

/**
 * What the tasks of a job have thrown. Some of it no other process gets over, and then the sweep
 * ends: Spark would wait two minutes for a process that hasn't failed yet.
 *
 * <p>A sweep ends when one task has thrown in three processes, when another process has taken it
 * over, or when nothing runs any more after three processes in a row failed: those that replace a
 * failed one may each fail with another task, or at their check, for the same reason.
 */
final class TaskFailures {

  /** So many processes that fail aren't to blame themselves. */
  static final int PROCESSES = 3;

  /** How long nothing runs before no process is expected to do better, in seconds. */
  static final double IDLE_SECONDS = 10;

  private final Map<Integer, Set<String>> processes = new HashMap<>();
  private final Set<String> inARow = new HashSet<>();
  private int running;
  private double idleSince;
  private @Nullable Throwable last;
  private @Nullable Throwable lastInARow;
  private @Nullable Throwable lasting;

  /** A task has been started. */
  void started() {
    running++;
  }

  /**
   * A task has ended, however it ended.
   *
   * @param now the time in seconds, by any clock
   */
  void ended(double now) {
    running--;
    idleSince = now;
  }

  /** A task has come to its end: processes can do the work. */
  void succeeded() {
    inARow.clear();
    lastInARow = null;
  }

  /**
   * Takes note.
   *
   * @param task the task's place in its job
   * @param process where it ran
   * @param error what it threw
   */
  void add(int task, String process, Throwable error) {
    last = error;
    lastInARow = error;
    inARow.add(process);
    Set<String> tried = processes.computeIfAbsent(task, none -> new HashSet<>());
    tried.add(process);
    if (tried.size() >= PROCESSES
        || TaskErrors.sentence(error).filter(LeaseLostException.class::isInstance).isPresent()) {
      lasting = error;
    }
  }

  /**
   * Takes note of a process that failed its check. After an error elsewhere that may be for the
   * same reason: a store where nothing can be written any more, say.
   *
   * @param process where a task would have run
   */
  void addUnfit(String process) {
    if (lastInARow != null) {
      inARow.add(process);
    }
  }

  /** What was thrown last. */
  Optional<Throwable> last() {
    return Optional.ofNullable(last);
  }

  /**
   * What will be thrown again wherever the tasks run; empty if nothing is known to.
   *
   * @param now the time, by the clock of {@link #ended}
   */
  Optional<Throwable> lasting(double now) {
    if (lasting == null
        && running == 0
        && inARow.size() >= PROCESSES
        && now - idleSince >= IDLE_SECONDS) {
      lasting = lastInARow;
    }
    return Optional.ofNullable(lasting);
  }
}
