/**
 * What the program prints: text for people, one JSON document for programs, and a progress line.
 * {@link org.synprune.jobs.cli.console.Console} is the door.
 */
@NullMarked
package org.synprune.jobs.cli.console;

import org.jspecify.annotations.NullMarked;
