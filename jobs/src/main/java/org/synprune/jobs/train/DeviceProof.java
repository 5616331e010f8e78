package org.synprune.jobs.train;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Locale;
import org.synprune.jobs.engine.Downloads;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.train.outcome.BrokenDeviceException;

/**
 * Tells errors of a trial from those of its device. After some errors of CUDA nothing works any
 * more in the process: whatever is trained there afterwards fails in no time, and for no fault of
 * its own.
 */
@FunctionalInterface
interface DeviceProof {

  /**
   * Has the device do something small.
   *
   * @param device the device
   * @throws RuntimeException if it can't
   */
  void make(Device device);

  /**
   * Makes sure that the device still works after an error.
   *
   * @param device where a training failed
   * @param error how it failed
   * @throws BrokenDeviceException if the engine failed and the device does nothing any more
   */
  default void requireAfter(Device device, Throwable error) {
    if (!ofEngine(error) || isOutOfMemory(error)) {
      return;
    }
    try {
      make(device);
    } catch (RuntimeException e) {
      throw new BrokenDeviceException(device, error, e);
    }
  }

  /** Whether the engine itself threw it, or was called by what threw it. */
  private static boolean ofEngine(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof EngineException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether memory ran out, of Java's or of the device's: the process can go on with less.
   *
   * @param error what was thrown
   * @return whether it says so
   */
  static boolean isOutOfMemory(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof OutOfMemoryError
          || message.contains("out of memory")
          || message.contains("cublas_status_alloc_failed")
          || message.contains("can't allocate memory")) {
        return true;
      }
    }
    return false;
  }

  /** Sends numbers, has them doubled, and fetches them. */
  final class RoundTrip implements DeviceProof {

    @Override
    public void make(Device device) {
      float[] sent = {1, -2.5f, 1024};
      try (NDManager manager = PyTorch.manager(device);
          NDArray array = manager.create(sent);
          NDArray doubled = array.add(array)) {
        float[] fetched = Downloads.floats(doubled);
        if (!Arrays.equals(fetched, new float[] {2, -5, 2048})) {
          throw new EngineException("it doubles numbers to " + Arrays.toString(fetched));
        }
      }
    }
  }
}
