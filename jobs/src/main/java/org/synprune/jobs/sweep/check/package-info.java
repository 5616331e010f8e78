/**
 * What is tried in a process before it trains. The door is {@link
 * org.synprune.jobs.sweep.check.ExecutorCheck}.
 */
@NullMarked
package org.synprune.jobs.sweep.check;

import org.jspecify.annotations.NullMarked;
