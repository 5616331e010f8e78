package org.synprune.jobs.engine;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A native library that says yes when MKL asks whether the processor is an Intel. MKL's question is
 * a call of an exported function ({@value #QUESTION}), so the loader answers it with the first
 * function of that name that it finds: ours, if it was loaded for the whole process before MKL was.
 * Nothing of MKL is changed. The libraries of PyTorch that are already loaded stay as they are.
 */
final class VendorAnswer {

  /** The function that MKL asks: {@code int mkl_serv_intel_cpu_true(void)}. */
  static final String QUESTION = "mkl_serv_intel_cpu_true";

  /** {@code mov eax, 1; ret}. */
  private static final byte[] YES = {(byte) 0xb8, 1, 0, 0, 0, (byte) 0xc3};

  private static final String NAME = "libsynprune-vendor.so";

  /**
   * {@code RTLD_LAZY | RTLD_GLOBAL | RTLD_NODELETE} of Linux: it stays when JNA closes it, as soon
   * as its object is collected.
   */
  private static final int FOR_THE_WHOLE_PROCESS = 0x1 | 0x100 | 0x1000;

  /** PyTorch's library that MKL is a part of. */
  private static final String MKL = "libtorch_cpu.so";

  private static final Path LOADED = Path.of("/proc/self/maps");

  private VendorAnswer() {}

  /**
   * Loads the library for the rest of the process's life.
   *
   * @return false if MKL has been loaded before, and wouldn't ask it
   * @throws IOException if it can't be written to the folder for temporary files
   * @throws UnsatisfiedLinkError if it can't be loaded from there
   */
  static boolean load() throws IOException {
    if (Files.readString(LOADED).contains(MKL)) {
      return false;
    }
    Path folder = Files.createTempDirectory("synprune-");
    Path file = folder.resolve(NAME);
    try {
      Files.write(file, bytes());
      return NativeLibrary.getInstance(
                  file.toString(), Map.of(Library.OPTION_OPEN_FLAGS, FOR_THE_WHOLE_PROCESS))
              .getFunction(QUESTION)
              .invokeInt(new Object[0])
          == 1;
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /** The library as a file: the same bytes wherever they are made. */
  static byte[] bytes() {
    return SharedLibrary.of(NAME, QUESTION, YES);
  }
}
