package org.synprune.pruning;

/** What a {@link SparsitySchedule}'s time {@code t} counts. */
public enum Progress {
  /** The epoch, numbered as the {@link Preset} says. The paper's choice. */
  EPOCH,
  /** The batches seen since the training began, the first being 1. */
  STEP
}
