/**
 * Dropouts to compare pruning with, as DJL blocks whose noise comes from seeded Java generators.
 *
 * <p>{@link org.synprune.pruning.dropout.McDropout} is the baseline of the paper; {@link
 * org.synprune.pruning.dropout.ConcreteDropout} and {@link
 * org.synprune.pruning.dropout.VariationalDropout} learn how much they drop. {@link
 * org.synprune.pruning.dropout.DropoutMask} draws masks for a training loop of your own, and {@link
 * org.synprune.pruning.dropout.CounterMask} those of many networks, in any order; {@link
 * org.synprune.pruning.dropout.DeviceMasks} draws the latter on a device.
 *
 * <p>Nothing takes or returns null.
 */
@NullMarked
package org.synprune.pruning.dropout;

import org.jspecify.annotations.NullMarked;
