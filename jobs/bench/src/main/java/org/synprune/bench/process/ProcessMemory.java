package org.synprune.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of processes, as Linux counts it. */
public final class ProcessMemory {

  private ProcessMemory() {}

  /** The most that a process had resident, in MB of 2^20 bytes; NaN if nobody knows. */
  public static double peakMegabytes(long pid) {
    return megabytes(pid, "VmHWM:");
  }

  /** What a process has resident, in MB of 2^20 bytes; NaN if nobody knows. */
  public static double residentMegabytes(long pid) {
    return megabytes(pid, "VmRSS:");
  }

  private static double megabytes(long pid, String key) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith(key)) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
    } catch (IOException e) {
      // It has ended, or this isn't Linux.
    }
    return Double.NaN;
  }
}
