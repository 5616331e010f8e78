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
 * ends: Spark would wait two minutes for a process that hasn't failed yet. It still does where each
 * new process fails with another task.
 */
final class TaskFailures {

  /** A task that has thrown in so many processes would throw in the next one. */
  static final int PROCESSES = 3;

  private final Map<Integer, Set<String>> processes = new HashMap<>();
  private final Map<Integer, Throwable> errors = new HashMap<>();
  private @Nullable Throwable last;
  private @Nullable Throwable lasting;

  /**
   * Takes note.
   *
   * @param task the task's place in its job
   * @param process where it ran
   * @param error what it threw
   */
  void add(int task, String process, Throwable error) {
    last = error;
    errors.put(task, error);
    if (TaskErrors.sentence(error).filter(LeaseLostException.class::isInstance).isPresent()) {
      lasting = error;
    }
    tried(task, process);
  }

  /**
   * Takes note of a process that failed its check. After an error elsewhere that may be for the
   * same reason: a store where nothing can be written any more, say.
   *
   * @param task the task's place in its job
   * @param process where it would have run
   */
  void addUnfit(int task, String process) {
    if (errors.containsKey(task)) {
      tried(task, process);
    }
  }

  private void tried(int task, String process) {
    Set<String> all = processes.computeIfAbsent(task, none -> new HashSet<>());
    all.add(process);
    if (all.size() >= PROCESSES) {
      lasting = errors.get(task);
    }
  }

  /** What was thrown last. */
  Optional<Throwable> last() {
    return Optional.ofNullable(last);
  }

  /** What will be thrown again wherever the task runs; empty if nothing is known to. */
  Optional<Throwable> lasting() {
    return Optional.ofNullable(lasting);
  }
}
