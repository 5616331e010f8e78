/**
 * Files and folders: replacing them whole or not at all ({@link
 * org.synprune.jobs.files.Replacement}), naming them to Spark ({@link
 * org.synprune.jobs.files.Locations}) and hashing them ({@link org.synprune.jobs.files.FileHash}).
 * Knows neither Spark nor DJL.
 */
@NullMarked
package org.synprune.jobs.files;

import org.jspecify.annotations.NullMarked;
