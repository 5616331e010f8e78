/**
 * The subcommand {@code dataset}: {@link org.synprune.jobs.cli.dataset.DatasetCommand} is the door.
 */
@NullMarked
package org.synprune.jobs.cli.dataset;

import org.jspecify.annotations.NullMarked;
