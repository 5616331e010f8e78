package org.synprune.jobs.sweep.rounds;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.synprune.jobs.sweep.check.UnfitExecutorException;

/**
 * What Spark says of the tasks of one job, each by its place in the job. Called by Spark's one
 * thread for listeners, and asked by the sweep's.
 */
final class JobEvents extends SparkListener {

  private static final double NANO = 1e-9;

  private final String property;
  private final String mark;
  private final UnitTracker tracker;
  private final Set<Object> stages = new HashSet<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Set<Integer> succeeded = new HashSet<>();
  private final Map<Integer, String> crashed = new HashMap<>();
  private final Map<String, String> unfit = new LinkedHashMap<>();
  private int job = -1;
  private String lastLoss = "";
  private final TaskFailures failures = new TaskFailures();

  /**
   * Listens to one job.
   *
   * @param property the property that the job is known by
   * @param mark its value
   * @param tracker is told which tasks are running
   */
  JobEvents(String property, String mark, UnitTracker tracker) {
    this.property = property;
    this.mark = mark;
    this.tracker = tracker;
  }

  /** The clock of {@link UnitTracker}, in seconds. */
  static double now() {
    return System.nanoTime() * NANO;
  }

  /** Waits until Spark has said all that it has to say of the job. */
  void awaitEnd(long seconds) {
    try {
      ended.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the sweep was interrupted", e);
    }
  }

  /** Whether a task has come to its end. */
  synchronized boolean succeeded(int task) {
    return succeeded.contains(task);
  }

  /**
   * How the process of a task died, if the process itself is to blame and not whoever took it away:
   * a lost machine, a cluster manager that wants it back.
   */
  synchronized Optional<String> crash(int task) {
    return Optional.ofNullable(crashed.get(task));
  }

  /** How a process was lost, whoever is to blame; empty if none was. */
  synchronized String lastLoss() {
    return lastLoss;
  }

  /** What is wrong with machines that failed their check, by host. */
  synchronized Map<String, String> unfit() {
    return Map.copyOf(unfit);
  }

  /** What a task has thrown, other than at the check of its process. */
  synchronized Optional<Throwable> thrown() {
    return failures.last();
  }

  /** What a task has thrown that it would throw in any other process, too. */
  synchronized Optional<Throwable> lasting() {
    return failures.lasting(now());
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    Properties properties = start.properties();
    if (properties != null && mark.equals(properties.getProperty(property))) {
      job = start.jobId();
      scala.collection.Iterator<Object> ids = start.stageIds().iterator();
      while (ids.hasNext()) {
        stages.add(ids.next());
      }
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart task) {
    if (stages.contains(task.stageId())) {
      tracker.started(task.taskInfo().index(), now());
      failures.started();
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    if (!stages.contains(task.stageId())) {
      return;
    }
    int index = task.taskInfo().index();
    tracker.ended(index, now(), task.taskInfo().successful());
    failures.ended(now());
    if (task.taskInfo().successful()) {
      succeeded.add(index);
      failures.succeeded();
    } else if (task.reason() instanceof ExecutorLostFailure lost) {
      lastLoss = lost.reason().isDefined() ? lost.reason().get().strip() : "";
      if (lost.exitCausedByApp()) {
        crashed.put(index, lastLoss);
      }
    } else if (task.reason() instanceof ExceptionFailure failure) {
      if (failure.className().equals(UnfitExecutorException.class.getName())) {
        unfit.putIfAbsent(
            task.taskInfo().host(), Objects.requireNonNullElse(failure.description(), ""));
        failures.addUnfit(task.taskInfo().executorId());
      } else {
        failures.add(
            index,
            task.taskInfo().executorId(),
            failure.exception().isDefined()
                ? failure.exception().get()
                : new IllegalStateException(failure.toErrorString()));
      }
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    if (end.jobId() == job) {
      ended.countDown();
    }
  }
}
