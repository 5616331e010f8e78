package org.synprune.bench.gpu;

import ai.djl.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What NVIDIA's driver says of a GPU; nothing where there is none. */
final class NvidiaSmi {

  private NvidiaSmi() {}

  /** Memory that is in use on a device, by all processes, in MB of 2^20 bytes; NaN if unknown. */
  static double usedMegabytes(Device device) {
    return device.isGpu()
        ? ask(device, "memory.used").map(NvidiaSmi::number).orElse(Double.NaN)
        : Double.NaN;
  }

  /** Its name, driver and memory. */
  static Optional<String> describe(Device device) {
    return device.isGpu() ? ask(device, "name,driver_version,memory.total") : Optional.empty();
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN; // such as [N/A] on a MIG instance
    }
  }

  private static Optional<String> ask(Device device, String what) {
    List<String> command =
        List.of(
            "nvidia-smi",
            "--id=" + device.getDeviceId(),
            "--query-gpu=" + what,
            "--format=csv,noheader,nounits");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(said.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
