/**
 * Losses, gradients and forecasts of networks that are computed side by side. The door is {@link
 * org.synprune.jobs.train.network.StackedNetwork}.
 */
@NullMarked
package org.synprune.jobs.train.network;

import org.jspecify.annotations.NullMarked;
