package org.synprune.jobs.engine;

import com.sun.jna.NativeLibrary;
import java.util.List;
import java.util.Map;

/**
 * What glibc does with memory that the engine frees. By itself it gives the most of it back to the
 * kernel after each batch and takes it anew for the next, page by page: a tenth of a step's time.
 * Here each thread's heap keeps up to {@value #KEPT} bytes at its end, and blocks below {@value
 * #MAPPED} bytes come from it. No result depends on it.
 *
 * <p>Whoever sets one of {@link #OWN} in the environment is left alone, and so are other systems.
 */
final class FreedMemory {

  /** Environment variables of glibc's own by which it is told the same. */
  static final List<String> OWN =
      List.of(
          "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_", "GLIBC_TUNABLES");

  private static final int KEPT = 64 << 20;

  /** The most that glibc takes. */
  private static final int MAPPED = 32 << 20;

  // Names of malloc.h.
  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_MMAP_THRESHOLD = -3;

  private FreedMemory() {}

  /**
   * Tells glibc.
   *
   * @param environment of the process
   * @param system the operating system, as Java calls it
   * @return whether it did what it was told; false where nothing was changed
   */
  static boolean keep(Map<String, String> environment, String system) {
    if (!system.equals("Linux") || OWN.stream().anyMatch(environment::containsKey)) {
      return false;
    }
    try {
      return told(M_TRIM_THRESHOLD, KEPT) && told(M_MMAP_THRESHOLD, MAPPED);
    } catch (LinkageError e) {
      return false; // another C library, or none that can be called: slower, not wrong
    }
  }

  private static boolean told(int what, int bytes) {
    Object[] arguments = {what, bytes};
    return NativeLibrary.getInstance("c").getFunction("mallopt").invokeInt(arguments) == 1;
  }
}
