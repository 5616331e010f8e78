/**
 * Trains trials of one shape side by side, each by its own rules. The door is {@link
 * org.synprune.jobs.train.stack.Stack}.
 */
@NullMarked
package org.synprune.jobs.train.stack;

import org.jspecify.annotations.NullMarked;
