/**
 * The program {@code synprune}: one class for each subcommand. {@link org.synprune.jobs.cli.Main}
 * is the door; what subcommands share is in the packages below. Picocli fills in the fields of
 * options before a command runs; only those marked nullable may stay null.
 */
@NullMarked
package org.synprune.jobs.cli;

import org.jspecify.annotations.NullMarked;
