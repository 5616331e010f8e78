package org.synprune.pruning;

import ai.djl.nn.Parameter;
import ai.djl.util.Preconditions;

/**
 * The two versions of the algorithm: the paper's pseudo-code and the scripts that its authors
 * published. They differ in three points.
 */
public enum Preset {
  /**
   * Algorithm 4: epochs are numbered from 1, so a schedule over 20 epochs reaches its end in the
   * 20th; weight tensors of two or more dimensions are pruned.
   */
  PAPER(0),
  /**
   * The published scripts: epochs are numbered from 0, so a schedule over 20 epochs is one epoch
   * short of its end in the 20th (0.637 for 0.3 to 0.7 after 2); any parameter named "weight" is
   * pruned, including the scale of a normalisation; masks are also applied right after each update,
   * not only after the optimizer's step.
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
    Preconditions.checkArgument(epoch >= 1, "The epoch must be 1 or more, but is " + epoch + ".");
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
