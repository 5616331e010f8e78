package org.synprune.jobs.train;

import java.io.Serial;

/** A training whose loss is no longer a number. */
final class DivergedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  DivergedException(String message) {
    super(message);
  }
}
