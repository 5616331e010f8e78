/**
 * What the statistics look like to a reader: plain text tables of at most {@link
 * org.synprune.jobs.report.TextTable#WIDTH} columns for the terminal.
 */
package org.synprune.jobs.report;
