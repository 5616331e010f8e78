/**
 * Reads raw files: {@link org.synprune.jobs.data.text.RawFile} finds a data set's files, {@link
 * org.synprune.jobs.data.text.RawRows} reads them into chunks on the executors, and {@link
 * org.synprune.jobs.data.text.BadLines} names the line of an error.
 */
@NullMarked
package org.synprune.jobs.data.text;

import org.jspecify.annotations.NullMarked;
