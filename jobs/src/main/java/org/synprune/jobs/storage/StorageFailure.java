package org.synprune.jobs.storage;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.synprune.jobs.BadInputException;

/**
 * What a store's error means to the user. S3A's own exceptions are known by name only: its jar is
 * the cluster's.
 */
public enum StorageFailure {
  /** Hadoop has no client for the scheme, or the client lacks a library. */
  NO_CLIENT(
      "no Hadoop client for this kind of address, expected its jars on the class path (--packages"
          + " or --jars of spark-submit), or another address"),
  /** A scheme of S3 that isn't S3A's. */
  OLD_S3("S3 is reached by another client, expected an address that begins with s3a:"),
  /** The bucket isn't there. */
  NO_BUCKET("there is no such bucket, expected one that is there"),
  /** The client has found no credentials. */
  NO_CREDENTIALS(
      "no credentials, expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment,"
          + " spark.hadoop.fs.s3a.access.key and .secret.key, or a role of the machine"),
  /** The credentials don't suffice. */
  NO_PERMISSION("access denied, expected credentials that may read and write there"),
  /** There is no server at the address. */
  NO_ANSWER("nothing answers there, expected the address of a store that does"),
  /** All else. */
  OTHER("the store can't be used, expected one that answers");

  /** Longer lines say nothing more to who reads them. */
  private static final int MOST = 300;

  /** What tells nothing to users: ids of requests, counts of attempts, names of classes. */
  private static final List<Pattern> NEEDLESS =
      List.of(
          Pattern.compile("\\s*\\((?:Service|SDK Attempt Count|Request ID)\\b[^)]*\\)"),
          Pattern.compile(",? *(?:S3 )?(?:Extended )?Request ID: [^:;,)\\s]*"),
          Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.){2,}[A-Z][\\w$]*: *"),
          Pattern.compile("; *For more details see:.*"));

  /** S3A ends with the store's own code, such as {@code AccessDenied}. */
  private static final Pattern CODE = Pattern.compile("(?<=\\S):((?:\\d+ )?\\w+)$");

  /** What was done, and on which file or key. */
  private static final Pattern ON = Pattern.compile("(.*?\\S)\\s+on\\s*(\\S*)");

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

  /**
   * Says in one short sentence what has gone wrong with a store: which file, what was done with it,
   * and the store's own reason. Clients write down requests, classes and each cause again.
   *
   * @param error what the store's client threw
   * @return a line of a few hundred characters at most
   */
  public static String sentence(Throwable error) {
    if (error instanceof AccessDeniedException file && file.getReason() == null) {
      // Its message is the path alone.
      return file.getFile() + ": permission denied";
    } else if (error instanceof NoSuchFileException file && file.getReason() == null) {
      return file.getFile() + ": no such file";
    }
    Throwable cause = error.getCause();
    if (cause != null && cause.toString().equals(error.getMessage())) {
      // It was only wrapped.
      return sentence(cause);
    }
    String outer = brief(error);
    String inner = said(error);
    return shortened(outer.contains(inner) ? outer : outer + ": " + inner);
  }

  /**
   * Says that something couldn't be read, without its path in the reason again.
   *
   * @param path what was read
   * @param error what went wrong
   * @return the error to throw
   */
  public static BadInputException unreadable(Object path, IOException error) {
    return new BadInputException(path + ": can't be read: " + reason(path, error), error);
  }

  /**
   * Says that something couldn't be written, without its path in the reason again.
   *
   * @param path what was written
   * @param error what went wrong
   * @return the error to throw
   */
  public static BadInputException unwritable(Object path, IOException error) {
    return new BadInputException(path + ": can't be written: " + reason(path, error), error);
  }

  /** Some stores' reasons begin with the path, or with the whole of it. */
  private static String reason(Object path, IOException error) {
    String said = sentence(error).replace(path + ": ", "");
    return error instanceof FileSystemException file && file.getFile() != null
        ? said.replace(file.getFile() + ": ", "")
        : said;
  }

  /** What the innermost cause says: those around it repeat it. Spark's words are about tasks. */
  private static String said(Throwable error) {
    Throwable inner = error;
    while (inner.getCause() != null
        && !inner.getCause().getClass().getName().startsWith("org.apache.spark.")) {
      inner = inner.getCause();
    }
    return brief(inner);
  }

  private static String brief(Throwable error) {
    String message = error.getMessage();
    if (error instanceof EOFException) {
      return "it ends too early, as a file does that was copied in part";
    }
    if (message == null || message.isBlank()) {
      return error.getClass().getSimpleName();
    }
    String line = message.lines().findFirst().orElse("");
    String bare = line;
    for (Pattern needless : NEEDLESS) {
      bare = needless.matcher(bare).replaceAll("");
    }
    if (bare.equals(line)) {
      return shortened(line);
    }
    Set<String> parts = new LinkedHashSet<>();
    for (String part : CODE.matcher(bare).replaceFirst(" ($1)").split(":\\s+", -1)) {
      parts.add(parts.isEmpty() ? part : without(parts.iterator().next(), part));
    }
    return shortened(String.join(": ", parts));
  }

  /** A part of a message that doesn't say again which file the message is about. */
  private static String without(String file, String part) {
    Matcher on = ON.matcher(part.replace(file, ""));
    boolean again = on.matches() && file.endsWith(on.group(2));
    return (again ? on.group(1) : part).strip();
  }

  private static String shortened(String line) {
    return line.length() <= MOST ? line : line.substring(0, MOST) + "...";
  }
}
