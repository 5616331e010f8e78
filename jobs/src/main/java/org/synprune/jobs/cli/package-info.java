/**
 * The program {@code synprune}: one class for each subcommand. {@link org.synprune.jobs.cli.Main}
 * is the door; what subcommands share is in the packages below.
 */
@NullMarked
package org.synprune.jobs.cli;

import org.jspecify.annotations.NullMarked;
