package org.synprune.jobs.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * What Linux says of the machine's processor.
 *
 * @param vendor as the processor calls it, such as {@code AuthenticAMD}; empty where unknown
 * @param flags what it can do, such as {@code avx512f}; empty where unknown
 */
record Processor(String vendor, Set<String> flags) {

  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");
  private static final Processor UNKNOWN = new Processor("", Set.of());

  /** What MKL's AVX-512 kernels need. */
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "fma", "avx2");

  Processor {
    flags = Set.copyOf(flags);
  }

  /** The processor at hand; an unknown one but on Linux for x86-64. */
  static Processor ofThisMachine() {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      return UNKNOWN;
    }
    try {
      return of(Files.readString(DESCRIPTION));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** Reads the first of the processors that {@code /proc/cpuinfo} lists. */
  static Processor of(String description) {
    return new Processor(
        value(description, "vendor_id"), Set.of(value(description, "flags").split(" +")));
  }

  private static String value(String description, String key) {
    return description
        .lines()
        .map(line -> line.split("\\s*:\\s*", 2))
        .filter(parts -> parts.length == 2 && parts[0].equals(key))
        .map(parts -> parts[1].strip())
        .findFirst()
        .orElse("");
  }

  /** Whether MKL would give it less than it can do: AVX-512, and not of Intel. */
  boolean isHeldToAvx2() {
    return flags.containsAll(AVX512) && !vendor.equals("GenuineIntel");
  }
}
