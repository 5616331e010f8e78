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
import org.synprune.jobs.results.Provenance;

/** Where and with what a benchmark ran: what a table says about itself. */
final class Header {

  private Header() {}

  /** Looks around. */
  static Map<String, String> of(Python python, List<String> args) {
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
    header.put("memory", value("/proc/meminfo", "MemTotal"));
    header.put("synprune", program.program() + " (" + program.commit() + ")");
    header.put("djl", program.djl());
    header.put("engine", program.engine());
    header.put("spark", program.spark());
    header.put("java", program.java());
    header.put("python", python.version("python"));
    header.put("torch", python.version("torch"));
    header.put("pandas", python.version("pandas"));
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
