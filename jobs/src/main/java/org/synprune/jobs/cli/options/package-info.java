/**
 * Options that several subcommands have, as mixins of picocli. A subcommand that takes one says so
 * with a field; the class checks what was given and makes of it what the rest of the program takes.
 */
@NullMarked
package org.synprune.jobs.cli.options;

import org.jspecify.annotations.NullMarked;
