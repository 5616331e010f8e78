package org.synprune.bench.launches;

/**
 * How fast a GPU and its host are taken to be: an assumption, as none was measured.
 *
 * @param launchMicros the least time from one kernel to the next
 * @param bytesPerSecond what kernels read and write in a second
 * @param flopPerSecond operations of matrix products in a second, single precision
 * @param callMicros what the host takes to call an operation that launches a kernel
 * @param viewMicros what it takes to call one that only looks at an array in another way
 * @param waitMicros what a copy between main memory and the device makes the host wait, beyond what
 *     the device has still to do
 */
record GpuModel(
    double launchMicros,
    double bytesPerSecond,
    double flopPerSecond,
    double callMicros,
    double viewMicros,
    double waitMicros) {

  /**
   * An H100 with 80 GB: 60% of its memory's 3.35 TB/s, and a third of its 67 TFLOP/s, as products
   * of single precision (PyTorch leaves TF32 off) in batches of small matrices reach no more.
   */
  static final GpuModel H100 = new GpuModel(3, 2.0e12, 22e12, 8, 2, 20);

  /** How long a kernel takes that moves so many bytes and does so many operations. */
  double kernelMicros(double bytes, double flop) {
    return Math.max(launchMicros, Math.max(bytes / bytesPerSecond, flop / flopPerSecond) * 1e6);
  }
}
