package org.synprune.bench.python;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a BLAS made of products when it was asked for one of its kernels.
 *
 * @param asked what {@value #VARIABLE} said; empty where it wasn't set
 * @param core the kernel that OpenBLAS took; empty where it doesn't say
 * @param library what the BLAS says of itself; empty where it says nothing
 * @param gigaflops speed; 0 where the process failed
 * @param error largest error over the largest number; infinite where the process failed
 */
record BlasKernel(String asked, String core, String library, double gigaflops, double error) {

  /** The environment variable that names one of OpenBLAS's kernels. */
  static final String VARIABLE = "OPENBLAS_CORETYPE";

  /** Single precision errs by about 1e-6 here, half precision by more than 1e-3. */
  private static final double TOLERANCE = 1e-5;

  /** One whose process didn't come to an end, such as for want of instructions. */
  static BlasKernel failed(String asked) {
    return new BlasKernel(asked, "", "", 0, Double.POSITIVE_INFINITY);
  }

  /** Reads what {@code bench_products.py} prints, among which OpenBLAS names its kernel. */
  static BlasKernel read(String asked, String output) {
    return new BlasKernel(
        asked,
        value(output, "Core: "),
        value(output, "library "),
        Double.parseDouble(value(output, "gflops ")),
        number(value(output, "error ")));
  }

  private static String value(String output, String key) {
    return output
        .lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst()
        .orElse("");
  }

  private static double number(String python) {
    return python.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(python);
  }

  boolean right() {
    return error < TOLERANCE;
  }

  /** The same, measured twice: the better speed, the worse error. */
  BlasKernel and(BlasKernel again) {
    return new BlasKernel(
        asked,
        core.isEmpty() ? again.core : core,
        library.isEmpty() ? again.library : library,
        Math.max(gigaflops, again.gigaflops),
        Math.max(error, again.error));
  }

  /** The fastest of those that are right; none if none is. */
  static Optional<BlasKernel> best(List<BlasKernel> tried) {
    return tried.stream()
        .filter(BlasKernel::right)
        .max(Comparator.comparingDouble(BlasKernel::gigaflops));
  }

  /** What a table says of the choice, and of all that were tried. */
  static String describe(List<BlasKernel> tried) {
    String all = tried.stream().map(BlasKernel::result).collect(Collectors.joining(", "));
    return best(tried).map(BlasKernel::choice).orElse("none is right; as the environment has it")
        + " (GFLOP/s: "
        + all
        + ")";
  }

  private String choice() {
    if (library.isEmpty() && core.isEmpty()) {
      return "its own choice; it doesn't say that it is OpenBLAS";
    }
    return name() + (library.isEmpty() ? "" : " of " + library);
  }

  private String name() {
    String set = asked.isEmpty() ? VARIABLE + " unset" : VARIABLE + "=" + asked;
    return core.isEmpty() || core.equalsIgnoreCase(asked) ? set : set + ", which takes " + core;
  }

  private String result() {
    String label = asked.isEmpty() ? "unset" : asked;
    if (gigaflops == 0) {
      return label + " failed";
    }
    return right()
        ? String.format(Locale.ROOT, "%s %.0f", label, gigaflops)
        : String.format(Locale.ROOT, "%s wrong by %.0e", label, error);
  }
}
