package org.synprune.jobs.sweep.check;

import java.io.Serial;

/** A process that can't train. Its message is what is wrong with it. */
public final class UnfitExecutorException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what is wrong, without the machine's name
   * @param cause what was thrown
   */
  UnfitExecutorException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Creates an exception.
   *
   * @param message what is wrong, without the machine's name
   */
  UnfitExecutorException(String message) {
    super(message);
  }
}
