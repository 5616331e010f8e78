/**
 * Dropout of networks that are computed side by side, with fixed rates and with rates that are
 * learned. The door is {@link org.synprune.jobs.train.dropout.StackDropout}.
 */
@NullMarked
package org.synprune.jobs.train.dropout;

import org.jspecify.annotations.NullMarked;
