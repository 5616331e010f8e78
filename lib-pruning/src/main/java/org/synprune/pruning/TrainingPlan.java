package org.synprune.pruning;

/** The length of a training, against which a schedule is checked. */
record TrainingPlan(int epochs, int batchesPerEpoch) {

  private static final double TOLERANCE = 1e-9;

  TrainingPlan {
    if (epochs < 1 || batchesPerEpoch < 1) {
      throw new IllegalArgumentException(
          "A plan needs at least 1 epoch and 1 batch, but has "
              + epochs
              + " epochs of "
              + batchesPerEpoch
              + " batches.");
    }
  }

  /**
   * Checks that these rules prune in a training of this length and reach their last target.
   *
   * @throws IllegalArgumentException if not
   */
  void requireFit(PruningRules rules) {
    long lastUpdate = (long) epochs * batchesPerEpoch / rules.updateEvery() * rules.updateEvery();
    if (lastUpdate == 0) {
      throw new IllegalArgumentException(
          "The schedule never prunes: masks are updated every "
              + rules.updateEvery()
              + " batches, but "
              + length()
              + ".");
    }
    requireRegrowth(rules);
    SparsitySchedule schedule = rules.schedule();
    int epoch = Math.toIntExact((lastUpdate - 1) / batchesPerEpoch + 1);
    double reached = rules.targetAt(epoch, lastUpdate);
    if (reached <= 0) {
      throw new IllegalArgumentException(
          "The schedule " + schedule + " never prunes: " + length() + ".");
    }
    // REFERENCE_CODE numbers epochs from 0 and so ends one epoch early, by its own choice.
    double last = rules.unit() == ScheduleUnit.EPOCH ? schedule.sparsityAt(epoch) : reached;
    double end = schedule.finalSparsity();
    if (last < end - TOLERANCE) {
      throw new IllegalArgumentException(
          "The schedule "
              + schedule
              + " doesn't reach its last sparsity: the last update has "
              + last
              + " instead of "
              + end
              + ", because "
              + length()
              + ".");
    }
  }

  private void requireRegrowth(PruningRules rules) {
    long firstUpdate = rules.updateEvery();
    int epoch = Math.toIntExact((firstUpdate - 1) / batchesPerEpoch + 1);
    double t = rules.timeOf(epoch, firstUpdate);
    Regrowth regrowth = rules.regrowth();
    if (regrowth != null && regrowth.fraction() > 0 && t >= regrowth.until()) {
      throw new IllegalArgumentException(
          "Nothing can regrow: the first update is at "
              + t
              + ", but regrowth ends at "
              + regrowth.until()
              + ".");
    }
  }

  private String length() {
    return "the training has " + epochs + " epochs of " + batchesPerEpoch + " batches";
  }
}
