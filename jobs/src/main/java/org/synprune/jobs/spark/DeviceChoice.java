package org.synprune.jobs.spark;

/** Where tasks train or forecast. */
public enum DeviceChoice {
  /** On the GPU that Spark gives a task, on the processor where it gives none. */
  AUTO,
  /** On the processor, whatever Spark gives a task. */
  CPU,
  /** On the GPU that Spark gives a task, on the first one of the machine where it gives none. */
  GPU
}
