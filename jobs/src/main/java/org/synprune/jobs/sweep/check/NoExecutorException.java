package org.synprune.jobs.sweep.check;

import java.io.Serial;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A sweep that can't go on, as no executor trains. Its message is one sentence. */
public final class NoExecutorException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private NoExecutorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * All machines failed their check.
   *
   * @param wrong what is wrong with each, by host
   * @return an exception to throw
   */
  public static NoExecutorException unfit(Map<String, String> wrong) {
    return new NoExecutorException(
        "no machine can train, expected one that passes the check: "
            + wrong.entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue())
                .collect(Collectors.joining("; ")),
        null);
  }

  /**
   * Executors are lost again and again before a work unit is done.
   *
   * @param reason how the last one was lost; empty if it isn't known
   * @param cause what Spark threw; null if nothing
   * @return an exception to throw
   */
  public static NoExecutorException lost(String reason, @Nullable Throwable cause) {
    return new NoExecutorException(
        "executors are lost before any of their trials is done, expected some that last longer; the"
            + " same command carries on"
            + (reason.isEmpty() ? "" : "; the last one: " + reason),
        cause);
  }

  /**
   * Trials kill whatever process trains them again for their models. All else is done.
   *
   * @param trial the id of one of them
   * @param count how many there are
   * @param deaths how many processes died with each
   * @param reason how the last one was lost; empty if it isn't known
   * @return an exception to throw
   */
  public static NoExecutorException modelless(String trial, int count, int deaths, String reason) {
    return new NoExecutorException(
        String.format(
            "%,d of the run's models couldn't be made, all else is there: %d processes died while"
                + " they trained trial %s again; the same command tries once more%s",
            count, deaths, trial, reason.isEmpty() ? "" : "; the last one: " + reason),
        null);
  }
}
