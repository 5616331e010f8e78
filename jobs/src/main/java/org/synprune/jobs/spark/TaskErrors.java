package org.synprune.jobs.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.LeaseLostException;
import org.synprune.jobs.train.outcome.BrokenDeviceException;

/** Finds what a task said in one sentence in the error that Spark makes of it. */
public final class TaskErrors {

  /**
   * Where a task has failed on every executor that it may run on, Spark gives up without the cause:
   * its text holds it.
   */
  private static final Pattern IN_TEXT =
      Pattern.compile(
          "excludeOnFailure\\.\\s+Most recent failure:\\s+Lost task [^\\n]*?: ("
              + Pattern.quote(BadInputException.class.getName())
              + "|"
              + Pattern.quote(UncheckedIOException.class.getName())
              + "|"
              + Pattern.quote(LeaseLostException.class.getName())
              + "): ([^\\n]*)");

  /** The class of what an {@link UncheckedIOException} holds begins its message. */
  private static final String CLASS = "^[A-Za-z0-9_.$]+: ";

  private TaskErrors() {}

  /**
   * Looks for a sentence.
   *
   * @param error what a job threw
   * @return what one of its tasks threw, if that is a {@link BadInputException}, an {@link
   *     UncheckedIOException}, a {@link LeaseLostException} or a {@link BrokenDeviceException}
   */
  public static Optional<RuntimeException> sentence(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadInputException bad) {
        return Optional.of(bad);
      }
      if (cause instanceof UncheckedIOException io) {
        return Optional.of(io);
      }
      if (cause instanceof LeaseLostException lost) {
        return Optional.of(lost);
      }
      if (cause instanceof BrokenDeviceException broken) {
        return Optional.of(broken);
      }
      Matcher text = IN_TEXT.matcher(String.valueOf(cause.getMessage()));
      if (text.find()) {
        return Optional.of(known(text.group(1), text.group(2), cause));
      }
    }
    return Optional.empty();
  }

  private static RuntimeException known(String type, String message, Throwable cause) {
    if (type.equals(BadInputException.class.getName())) {
      return new BadInputException(message, cause);
    }
    if (type.equals(LeaseLostException.class.getName())) {
      return new LeaseLostException(message, cause);
    }
    return new UncheckedIOException(new IOException(message.replaceFirst(CLASS, ""), cause));
  }
}
