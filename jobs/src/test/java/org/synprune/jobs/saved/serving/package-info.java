/** Saved models in other people's programs. */
@NullMarked
package org.synprune.jobs.saved.serving;

import org.jspecify.annotations.NullMarked;
