/**
 * Several runs read as if one grid had made them: {@link
 * org.synprune.jobs.results.joined.JoinedRuns}.
 */
@NullMarked
package org.synprune.jobs.results.joined;

import org.jspecify.annotations.NullMarked;
