package org.synprune.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that ran from start to end.
 *
 * @param seconds wall time, its start included
 * @param peakMegabytes the most memory it had resident; NaN where there is no {@code /proc}
 * @param output what it wrote
 */
public record ChildRun(double seconds, double peakMegabytes, String output) {

  private static final long POLL_MILLIS = 20;

  /** Runs a command; it has to end with 0. */
  public static ChildRun of(List<String> command) {
    try {
      Path log = Files.createTempFile("bench", ".log");
      try {
        return run(command, log);
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static ChildRun run(List<String> command, Path log)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    double peak = Double.NaN;
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        // Grows only, so the last look that found it running has nearly all of it.
        double now = ProcessMemory.peakMegabytes(process.pid());
        peak = Double.isNaN(now) ? peak : now;
      }
    } finally {
      process.destroy();
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    String output = Files.readString(log);
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " ended with " + process.exitValue() + ":\n" + output);
    }
    return new ChildRun(seconds, peak, output);
  }

  /** Confines a command to some cores where the machine has more. */
  public static List<String> onCores(int cores, List<String> command) {
    if (Runtime.getRuntime().availableProcessors() <= cores) {
      return command;
    }
    List<String> confined = new ArrayList<>(List.of("taskset", "-c", "0-" + (cores - 1)));
    confined.addAll(command);
    return confined;
  }
}
