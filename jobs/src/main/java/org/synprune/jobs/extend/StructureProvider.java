package org.synprune.jobs.extend;

import org.synprune.pruning.Structure;

/** A structure of one's own: {@code { type = pruning, structure = NAME }} in a grid. */
public interface StructureProvider extends Provider {

  /**
   * Makes the structure of a trial.
   *
   * @param request what it is made for
   * @return a structure, such as a {@link org.synprune.pruning.WeightGroups}
   * @throws IllegalArgumentException if a setting is out of its range; the message goes to the user
   */
  Structure create(PartRequest request);
}
