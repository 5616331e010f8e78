/** The subcommand {@code show}: {@link org.synprune.jobs.cli.show.ShowCommand} is the door. */
@NullMarked
package org.synprune.jobs.cli.show;

import org.jspecify.annotations.NullMarked;
