package org.synprune.pruning;

import org.jspecify.annotations.Nullable;

/**
 * Where a training starts.
 *
 * @param masks null if every weight is active, or the regrowth draws the masks
 * @param epochs how many epochs were trained before
 * @param batches how many batches were trained before
 */
record TrainingStart(@Nullable Masks masks, int epochs, long batches) {

  static final TrainingStart AFRESH = new TrainingStart(null, 0, 0);

  TrainingStart {
    if (epochs < 0 || batches < 0) {
      throw new IllegalArgumentException(
          "A training can't go on after " + epochs + " epochs and " + batches + " batches.");
    }
  }
}
