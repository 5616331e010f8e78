package org.synprune.jobs.storage;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.synprune.jobs.BadInputException;

/**
 * What a store's error means to the user. S3A's own exceptions are known by name only: its jar is
 * the cluster's.
 */
enum StorageFailure {
  NO_CLIENT(
      "no Hadoop client for this kind of address, expected its jars on the class path (--packages"
          + " or --jars of spark-submit), or another address"),
  OLD_S3("S3 is reached by another client, expected an address that begins with s3a:"),
  NO_BUCKET("there is no such bucket, expected one that is there"),
  NO_CREDENTIALS(
      "no credentials, expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment,"
          + " spark.hadoop.fs.s3a.access.key and .secret.key, or a role of the machine"),
  NO_PERMISSION("access denied, expected credentials that may read and write there"),
  NO_ANSWER("nothing answers there, expected the address of a store that does"),
  OTHER("the store can't be used, expected one that answers");

  private final String sentence;

  StorageFailure(String sentence) {
    this.sentence = sentence;
  }

  /**
   * Puts an error into one sentence.
   *
   * @param address what was asked for
   * @param error what the store's client threw
   * @return an exception to throw
   */
  static BadInputException of(String address, Throwable error) {
    StorageFailure kind = kind(error);
    String more = kind == NO_ANSWER || kind == OTHER ? ": " + said(error) : "";
    return new BadInputException(kind.of(address).getMessage() + more, error);
  }

  /**
   * Looks at the first write to a store.
   *
   * @param address where it went
   * @param error what the store's client threw
   * @return the error, to be thrown
   * @throws BadInputException if the user can mend it, such as a missing permission
   */
  static IOException unlessMendable(String address, IOException error) {
    if (kind(error) == OTHER) {
      return error;
    }
    throw of(address, error);
  }

  /** The sentence about an address. */
  BadInputException of(String address) {
    return new BadInputException("'" + address + "': " + sentence);
  }

  /** The outermost cause that is known: S3A hides some of them in others. */
  private static StorageFailure kind(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String name = cause.getClass().getSimpleName();
      String said = String.valueOf(cause.getMessage());
      if (name.equals("UnknownStoreException")) {
        return NO_BUCKET;
      } else if (name.startsWith("NoAuthWithAWS") || said.contains("NoAuthWithAWSException")) {
        return NO_CREDENTIALS;
      } else if (cause instanceof AccessDeniedException
          || cause instanceof AccessControlException) {
        return NO_PERMISSION;
      } else if (cause instanceof UnsupportedFileSystemException
          || cause instanceof ClassNotFoundException
          || cause instanceof LinkageError) {
        return NO_CLIENT;
      } else if (cause instanceof ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof UnknownHostException) {
        return NO_ANSWER;
      }
    }
    return OTHER;
  }

  /** What the innermost cause says: those around it repeat it. */
  private static String said(Throwable error) {
    Throwable inner = error;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return String.valueOf(inner.getMessage()).lines().findFirst().orElse("");
  }
}
