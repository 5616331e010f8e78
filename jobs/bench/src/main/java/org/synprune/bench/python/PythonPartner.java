package org.synprune.bench.python;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.synprune.bench.process.ChildRun;

/**
 * A package of Python that we are compared with, at its best on this machine: its scripts run with
 * the fastest right kernel of OpenBLAS, whatever the environment says.
 */
public final class PythonPartner {

  /** Kernels by what they need: nothing in particular, AVX2, AVX-512, and what came after. */
  private static final List<String> KERNELS =
      List.of("", "Haswell", "Zen", "SkylakeX", "Cooperlake", "Sapphirerapids");

  private static final int ROUNDS = 2;

  private final Python python;
  private final String library;
  private final List<BlasKernel> tried;

  private PythonPartner(Python python, String library, List<BlasKernel> tried) {
    this.python = python;
    this.library = library;
    this.tried = List.copyOf(tried);
  }

  /**
   * Looks for a package, and tries the kernels of its BLAS if it is there: each in fresh processes.
   *
   * @param python where it may be
   * @param library the package
   * @param multiplies the package whose products tell: {@code torch} or {@code numpy}
   * @param say is told what is missing and what was chosen
   */
  public static PythonPartner find(
      Python python, String library, String multiplies, Consumer<String> say) {
    if (!python.has(library)) {
      say.accept(
          python.command()
              + " has no "
              + library
              + ": its column stays empty (--python names another)");
      return new PythonPartner(python, library, List.of());
    }
    PythonPartner partner = new PythonPartner(python, library, measure(python, multiplies));
    say.accept(library + ": " + partner.kernel());
    return partner;
  }

  private static List<BlasKernel> measure(Python python, String multiplies) {
    Set<String> asked = new LinkedHashSet<>(KERNELS);
    asked.add(System.getenv().getOrDefault(BlasKernel.VARIABLE, ""));
    BlasKernel[] tried = asked.stream().map(BlasKernel::failed).toArray(BlasKernel[]::new);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < tried.length; i++) {
        BlasKernel now = tryOne(python, tried[i].asked(), multiplies);
        tried[i] = round == 0 ? now : tried[i].and(now);
      }
    }
    return Arrays.asList(tried);
  }

  private static BlasKernel tryOne(Python python, String asked, String multiplies) {
    List<String> command =
        command(python, asked, List.of("OPENBLAS_VERBOSE=2"), "bench_products.py");
    command.add(multiplies);
    try {
      return BlasKernel.read(asked, ChildRun.of(command).output());
    } catch (IllegalStateException e) {
      return BlasKernel.failed(asked);
    }
  }

  private static List<String> command(
      Python python, String asked, List<String> settings, String script) {
    Path home = Path.of(System.getProperty("synprune.home", "."));
    List<String> command = new ArrayList<>(List.of("env", "-u", BlasKernel.VARIABLE));
    command.addAll(settings);
    command.add("PYTHONDONTWRITEBYTECODE=1");
    if (!asked.isEmpty()) {
      command.add(BlasKernel.VARIABLE + "=" + asked);
    }
    command.add(python.command());
    command.add(home.resolve("jobs/bench/src/main/python").resolve(script).toString());
    return command;
  }

  /** Whether there is anything to be compared with. */
  public boolean there() {
    return python.has(library);
  }

  /** What a table says of its kernels. */
  public String kernel() {
    return there() ? BlasKernel.describe(tried) : "none";
  }

  /**
   * The command that runs one of the project's scripts with the kernel that was chosen.
   *
   * @param name the script
   * @param settings more of the environment, {@code NAME=value} each
   */
  public List<String> script(String name, String... settings) {
    String asked =
        BlasKernel.best(tried)
            .map(BlasKernel::asked)
            .orElseGet(() -> System.getenv().getOrDefault(BlasKernel.VARIABLE, ""));
    return command(python, asked, List.of(settings), name);
  }
}
