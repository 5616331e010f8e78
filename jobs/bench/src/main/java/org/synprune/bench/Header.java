package org.synprune.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.synprune.bench.peak.FmaPeak;
import org.synprune.bench.python.Python;
import org.synprune.jobs.engine.Kernels;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.results.Provenance;

/** Where and with what a benchmark ran: what a table says about itself. */
final class Header {

  private static final String AVX512 = "MKL's for AVX-512, on an AMD too";
  private static final String MKL_CHOICE = "MKL's own choice";

  private Header() {}

  /**
   * Looks around, and finds out what is best for the partners.
   *
   * @param options what is measured
   * @param benchmarks which are to run
   * @param args the command line
   */
  static Map<String, String> of(
      BenchOptions options, List<Benchmark> benchmarks, List<String> args) {
    Python python = options.python();
    Provenance program =
        Provenance.ofThisProcess(org.apache.spark.package$.MODULE$.SPARK_VERSION(), "cpu", null);
    Map<String, String> header = new LinkedHashMap<>();
    header.put("command", "scripts/bench " + String.join(" ", args));
    header.put(
        "date",
        ZonedDateTime.now(ZoneOffset.UTC)
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'")));
    header.put("cpu", value("/proc/cpuinfo", "model name"));
    header.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    try (FmaPeak peak = new FmaPeak()) {
      header.put("fma peak", peak.describe());
    }
    header.put("memory", value("/proc/meminfo", "MemTotal"));
    header.put("synprune", program.program() + " (" + program.commit() + ")");
    header.put("djl", program.djl());
    header.put("engine", program.engine());
    header.put("kernels of synprune", PyTorch.kernels() == Kernels.AVX512 ? AVX512 : MKL_CHOICE);
    header.put("kernels of djl", MKL_CHOICE);
    header.put("spark", program.spark());
    header.put("java", program.java());
    header.put("python", python.version("python"));
    for (String library : List.of("torch", "numpy", "pandas")) {
      header.put(library, python.version(library));
    }
    benchmarks.stream()
        .flatMap(benchmark -> benchmark.partners().stream())
        .distinct()
        .forEach(name -> header.put("kernels of " + name, options.partner(name).kernel()));
    header.put("ratios", "median, smallest and largest of the rounds' own ratios");
    return header;
  }

  private static String value(String file, String key) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        if (line.startsWith(key)) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      // Not Linux.
    }
    return "unknown";
  }
}
