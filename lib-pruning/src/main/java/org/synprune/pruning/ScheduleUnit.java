package org.synprune.pruning;

/** The unit of the time {@code t} of a {@link SparsitySchedule}. */
public enum ScheduleUnit {
  /** Epochs, numbered as the {@link Preset} says. The paper's choice. */
  EPOCH,
  /** Batches since the start of the training, the first being 1. */
  STEP
}
