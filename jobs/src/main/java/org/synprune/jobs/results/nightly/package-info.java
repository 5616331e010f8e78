/**
 * Nightly runs: {@link org.synprune.jobs.results.nightly.NightlyRun} names them, {@link
 * org.synprune.jobs.results.nightly.NightReader} reads them back for the comparison.
 */
@NullMarked
package org.synprune.jobs.results.nightly;

import org.jspecify.annotations.NullMarked;
