package org.synprune.jobs.train.outcome;

import java.io.Serial;

/** A training whose loss is no longer a number. */
public final class DivergedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message which loss, and in which epoch
   */
  public DivergedException(String message) {
    super(message);
  }
}
