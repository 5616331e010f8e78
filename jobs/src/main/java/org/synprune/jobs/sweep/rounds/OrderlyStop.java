package org.synprune.jobs.sweep.rounds;

import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Remembers that the process was asked to end, by Ctrl-C for one: where it trains itself, a sweep
 * that carries on can then tell that no trial has killed it.
 *
 * @param suspects remembers it
 * @param hook runs when Java ends; null on a cluster, where executors train
 */
record OrderlyStop(Suspects suspects, @Nullable Thread hook) implements AutoCloseable {

  static OrderlyStop of(JavaSparkContext context, Suspects suspects) {
    if (!context.isLocal()) {
      return new OrderlyStop(suspects, null);
    }
    Thread hook = new Thread(suspects::stopped, "orderly-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return new OrderlyStop(suspects, hook);
  }

  @Override
  public void close() {
    if (hook == null) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Java is ending: the hook runs.
      return;
    }
    if (!suspects.begun().isEmpty()) {
      // The sweep failed, and its other tasks with it.
      suspects.stopped();
    }
  }
}
