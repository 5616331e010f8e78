package org.synprune.pruning;

import ai.djl.nn.Parameter;
import ai.djl.util.Preconditions;

/**
 * The two readings of the algorithm: the paper's pseudo-code and the scripts that its authors
 * published. They differ in three places.
 */
public enum Preset {
  /**
   * Algorithm 4: epochs are numbered from 1, so the last of 20 epochs is at the end of a schedule
   * over 20; weight tensors of two or more dimensions are pruned.
   */
  PAPER(0),
  /**
   * The published scripts: epochs are numbered from 0, so the last of 20 epochs is one short of the
   * end of a schedule over 20 (0.637 for 0.3 to 0.7 after 2); any parameter named "weight" is
   * pruned, the scale of a normalisation among them; masks are applied right after their update
   * too, not only after the optimizer's step.
   */
  REFERENCE_CODE(1);

  private final int epochOffset;

  Preset(int epochOffset) {
    this.epochOffset = epochOffset;
  }

  /**
   * Returns the schedule's {@code t} for an epoch.
   *
   * @param epoch the epoch, the first being 1
   * @return the epoch as this preset numbers it
   * @throws IllegalArgumentException if {@code epoch} is less than 1
   */
  public int timeOf(int epoch) {
    Preconditions.checkArgument(
        epoch >= 1, "Epochs are counted from 1, but the epoch is " + epoch + ".");
    return epoch - epochOffset;
  }

  /** Returns whether this preset prunes parameters of this type and number of dimensions. */
  boolean prunes(Parameter.Type type, int dimensions) {
    return (type == Parameter.Type.WEIGHT && dimensions >= 2)
        || (type == Parameter.Type.GAMMA && this == REFERENCE_CODE);
  }

  boolean appliesMasksAfterUpdate() {
    return this == REFERENCE_CODE;
  }
}
