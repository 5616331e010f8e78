package org.synprune.jobs.train.outcome;

import ai.djl.Device;
import java.io.Serial;

/**
 * A device that does nothing any more in this process: no trial that is trained on it here has a
 * result, and none is to blame. Another process may well use it.
 */
public final class BrokenDeviceException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param device the device
   * @param error what a training threw there
   * @param after what the device did when it was tried once more
   */
  public BrokenDeviceException(Device device, Throwable error, Throwable after) {
    super(
        device
            + " does nothing any more in this process, since a training ended with '"
            + line(error)
            + "'; tried once more: '"
            + line(after)
            + "'",
        error);
    addSuppressed(after);
  }

  private static String line(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("").strip();
  }
}
