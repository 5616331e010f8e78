/**
 * The steps that subcommands are made of: prepare, sweep, summarize. {@link
 * org.synprune.jobs.cli.stages.Stages} is the door.
 */
@NullMarked
package org.synprune.jobs.cli.stages;

import org.jspecify.annotations.NullMarked;
