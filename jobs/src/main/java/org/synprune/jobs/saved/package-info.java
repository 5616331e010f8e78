/**
 * Trained networks in folders: weights as DJL writes them, masks, scaler and configuration. {@link
 * org.synprune.jobs.saved.ModelFolder} opens one, {@link org.synprune.jobs.saved.ModelStore} keeps
 * those of a run.
 */
@NullMarked
package org.synprune.jobs.saved;

import org.jspecify.annotations.NullMarked;
