/** The command line: one subcommand a stage, and {@code run} for all of them. */
package org.synprune.jobs.cli;
