package org.synprune.jobs.extend;

import org.synprune.pruning.Saliency;

/** A saliency of one's own: {@code { type = pruning, saliency = NAME }} in a grid. */
public interface SaliencyProvider extends Provider {

  /**
   * Makes the saliency of a trial.
   *
   * @param request what it is made for
   * @return a saliency, used by one training
   * @throws IllegalArgumentException if a setting is out of its range; the message goes to the user
   */
  Saliency create(PartRequest request);
}
