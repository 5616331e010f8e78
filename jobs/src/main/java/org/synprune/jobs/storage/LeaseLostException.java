package org.synprune.jobs.storage;

import java.io.Serial;

/** Another process has taken what this one held. The message is one sentence. */
public final class LeaseLostException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message one sentence: what was taken
   */
  public LeaseLostException(String message) {
    super(message);
  }

  /**
   * Makes one of what another process has thrown.
   *
   * @param message its message
   * @param cause what is known of it here
   */
  public LeaseLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
