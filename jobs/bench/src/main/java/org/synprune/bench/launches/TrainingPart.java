package org.synprune.bench.launches;

import java.util.Locale;

/** Parts of a training, each without those within it. */
enum TrainingPart {
  /** A batch: forward, back, Adam, masks. */
  STEP,
  /** New masks of all trials that prune. */
  UPDATE,
  /** What an epoch has beside its steps. */
  EPOCH,
  /** The validation after an epoch. */
  VALIDATION,
  /** The score at the end. */
  SCORE;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TrainingPart of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
