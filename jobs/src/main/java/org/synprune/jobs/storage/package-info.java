/**
 * Folders on this machine's disks, on HDFS, S3 or any other store that Hadoop has a client for:
 * {@link org.synprune.jobs.storage.Folder} is the door. {@link org.synprune.jobs.storage.Storage}
 * says what results, series and models need of a store; its implementations differ in how a file is
 * published whole or not at all.
 */
@NullMarked
package org.synprune.jobs.storage;

import org.jspecify.annotations.NullMarked;
