/**
 * How results are shown: text tables and sentences for the terminal, and the page {@code
 * report.html}.
 *
 * <p>Each table is a class with a method {@code render} that takes an analysis and returns lines of
 * text of at most {@link org.synprune.jobs.report.TextTable#WIDTH} characters where the names allow
 * it: {@link org.synprune.jobs.report.HeadlineTable} is the result of a sweep, {@link
 * org.synprune.jobs.report.PaperTables} has the paper's tables. {@link
 * org.synprune.jobs.report.ReportPage} makes the page from a {@link
 * org.synprune.jobs.report.Report}.
 */
@NullMarked
package org.synprune.jobs.report;

import org.jspecify.annotations.NullMarked;
