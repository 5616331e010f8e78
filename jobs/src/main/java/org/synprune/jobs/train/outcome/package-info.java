/**
 * What comes of a trial: its errors, epochs and sparsity, or why it failed, and its trained
 * network. The door is {@link org.synprune.jobs.train.outcome.TrialOutcome}.
 */
@NullMarked
package org.synprune.jobs.train.outcome;

import org.jspecify.annotations.NullMarked;
