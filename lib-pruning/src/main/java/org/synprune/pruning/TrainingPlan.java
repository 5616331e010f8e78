package org.synprune.pruning;

/** The length of a training, to check a schedule against. */
record TrainingPlan(int epochs, int batchesPerEpoch, int updateEvery) {

  private static final double TOLERANCE = 1e-9;

  /**
   * Checks that a pruner prunes in this training and reaches its end target.
   *
   * @throws IllegalArgumentException if not
   */
  void require(SynapticPruner pruner, SparsitySchedule schedule, Progress progress) {
    long lastUpdate = (long) epochs * batchesPerEpoch / updateEvery * updateEvery;
    if (lastUpdate == 0) {
      throw new IllegalArgumentException(
          "The schedule can't prune: masks are updated every "
              + updateEvery
              + " batches, but "
              + length()
              + ".");
    }
    int epoch = Math.toIntExact((lastUpdate - 1) / batchesPerEpoch + 1);
    double reached = pruner.targetAt(epoch, lastUpdate);
    if (reached <= 0) {
      throw new IllegalArgumentException(
          "The schedule " + schedule + " can't prune: " + length() + ".");
    }
    int shift = 1 - pruner.preset().timeOf(1);
    double nominal =
        progress == Progress.EPOCH
            ? schedule.sparsityAt(pruner.preset().timeOf(epoch) + shift)
            : reached;
    double end = schedule.finalSparsity();
    if (nominal < end - TOLERANCE) {
      throw new IllegalArgumentException(
          "The schedule "
              + schedule
              + " doesn't reach its end: its last update has "
              + nominal
              + " instead of "
              + end
              + ", because "
              + length()
              + ".");
    }
  }

  private String length() {
    return "the training has " + epochs + " epochs of " + batchesPerEpoch + " batches";
  }
}
