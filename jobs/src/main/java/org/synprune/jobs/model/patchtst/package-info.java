/**
 * The transformer's networks side by side: {@link org.synprune.jobs.model.patchtst.PatchTstNetwork}
 * binds them to their weights and begins passes, all else is how a pass goes forward and back.
 */
@NullMarked
package org.synprune.jobs.model.patchtst;

import org.jspecify.annotations.NullMarked;
