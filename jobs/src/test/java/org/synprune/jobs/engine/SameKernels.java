package org.synprune.jobs.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Gives another program, which starts DJL itself, the kernels that this process has. */
public final class SameKernels {

  private SameKernels() {}

  /**
   * Sets it up.
   *
   * @param environment the program's variables
   * @param folder for a file that the program loads first
   * @throws IOException if it can't be written
   */
  public static void in(Map<String, String> environment, Path folder) throws IOException {
    if (PyTorch.kernels() == Kernels.AVX512) {
      Path library = Files.write(folder.resolve("vendor.so"), VendorAnswer.bytes());
      environment.put("LD_PRELOAD", library.toString());
    }
  }
}
