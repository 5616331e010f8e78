package org.synprune.jobs.engine;

import java.io.IOException;
import java.util.Locale;

/** Which kernels MKL computes PyTorch's matrix products with. */
public enum Kernels {

  /** MKL's own choice. */
  DEFAULT,

  /** AVX-512, where MKL would take AVX2. */
  AVX512;

  /**
   * Decides, and acts on it.
   *
   * @param processor where the engine is to run
   * @param leftAlone whether MKL is left its choice on any processor
   * @return what was decided
   */
  static Kernels choose(Processor processor, boolean leftAlone) {
    if (leftAlone || !processor.isHeldToAvx2()) {
      return DEFAULT;
    }
    try {
      return VendorAnswer.load() ? AVX512 : DEFAULT;
    } catch (IOException | LinkageError e) {
      // Where nothing can be written or loaded, the engine is slower, not wrong.
      return DEFAULT;
    }
  }

  /** As it stands in results: {@code default} or {@code avx512}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
