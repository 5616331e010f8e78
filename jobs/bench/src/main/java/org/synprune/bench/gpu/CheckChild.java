package org.synprune.bench.gpu;

import ai.djl.Device;
import java.util.Locale;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.jobs.engine.PyTorch;

/**
 * The process of one check. Prints its rows, and as the first line the device that it took, after
 * {@value #DEVICE}.
 */
final class CheckChild {

  /** Stands for the first GPU if the engine can use one, else the CPU. */
  static final String AUTO = "auto";

  static final String DEVICE = "device: ";

  /** Exit code: the engine's native libraries can't be loaded. */
  static final int NO_ENGINE = 3;

  /** Exit code: there is no such device. */
  static final int NO_DEVICE = 4;

  private static final int FAILED = 1;

  private CheckChild() {}

  /** The name that {@link CheckedDevice#named} understands. */
  static String nameOf(Device device) {
    return device.isGpu() ? "gpu" + device.getDeviceId() : "cpu";
  }

  /** Arguments: check, device, seconds. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Check check =
        Checks.ALL.stream().filter(one -> one.name().equals(args[0])).findFirst().orElseThrow();
    int gpus;
    try {
      gpus = PyTorch.engine().getGpuCount();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      e.printStackTrace();
      System.exit(NO_ENGINE);
      return;
    }
    Device device =
        args[1].equals(AUTO)
            ? gpus > 0 ? Device.gpu(0) : Device.cpu()
            : CheckedDevice.named(args[1]);
    if (device.isGpu() && device.getDeviceId() >= gpus) {
      System.exit(NO_DEVICE);
    }
    System.out.println(DEVICE + nameOf(device));
    try {
      double seconds = Double.parseDouble(args[2]);
      check.run(new CheckedDevice(device, check.name(), seconds, System.out::println));
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
      System.out.println(
          new CheckRow(
              check.name(),
              "the rest",
              e.getClass().getSimpleName() + ": " + MemoryCheck.firstLine(e),
              Verdict.FAULT));
      System.exit(FAILED);
    }
    // What the engine or its threads still hold mustn't keep the process from ending.
    System.exit(0);
  }
}
