package org.synprune.jobs.storage;

import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.synprune.jobs.BadInputException;

/** What a store's error means to the user. */
final class StorageFailure {

  private StorageFailure() {}

  /**
   * Puts an error into one sentence.
   *
   * @param address what was asked for
   * @param error what the store's client threw
   * @return an exception to throw
   */
  static BadInputException of(String address, Exception error) {
    if (error instanceof UnsupportedFileSystemException) {
      return new BadInputException(
          "'"
              + address
              + "': no Hadoop client for this kind of address, expected its jar on the class path"
              + " (--packages or --jars of spark-submit), or another address",
          error);
    }
    String said = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    return new BadInputException(
        "'" + address + "': the store can't be used, expected one that answers: " + said, error);
  }
}
