/**
 * The runs of a result folder: {@link org.synprune.jobs.results.runs.RunListing} lists them, {@link
 * org.synprune.jobs.results.runs.RunRemoval} takes one away whole.
 */
@NullMarked
package org.synprune.jobs.results.runs;

import org.jspecify.annotations.NullMarked;
