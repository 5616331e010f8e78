package org.synprune.bench.gpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.bench.process.ChildJvm;

/**
 * How the process of a check ended.
 *
 * @param exitCode its exit code
 * @param device the device it took, by name; empty if it didn't come to that
 */
record CheckProcess(int exitCode, Optional<String> device) {

  /** A check looks at its clock between cases, so it may take longer than it was given. */
  private static final double PATIENCE = 1.5;

  private static final double START_SECONDS = 45;

  /**
   * Runs a check.
   *
   * @param check the check
   * @param device name of the device
   * @param seconds how long it may look
   * @param log is appended what the process says beside its rows
   * @param rows is given each row as it comes
   */
  static CheckProcess run(
      Check check, String device, double seconds, Path log, Consumer<String> rows) {
    List<String> command =
        ChildJvm.command(
            check.options(), CheckChild.class, check.name(), device, Double.toString(seconds));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile())).start();
      Thread watch = new Thread(() -> endInTime(process, check, seconds, rows), "watch");
      watch.setDaemon(true);
      watch.start();
      Optional<String> taken = Optional.empty();
      boolean any = false;
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          if (line.startsWith(CheckRow.START)) {
            rows.accept(line);
            any = true;
          } else if (line.startsWith(CheckChild.DEVICE)) {
            taken = Optional.of(line.substring(CheckChild.DEVICE.length()));
          }
        }
      }
      int code = process.waitFor();
      watch.interrupt();
      if (taken.isPresent() && code != 0 && (code > 1 || !any)) {
        rows.accept(row(check, "its process ended with exit code " + code));
      }
      return new CheckProcess(code, taken);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void endInTime(
      Process process, Check check, double seconds, Consumer<String> rows) {
    long millis = (long) ((seconds * PATIENCE + START_SECONDS) * 1e3);
    try {
      if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
        rows.accept(row(check, "no answer for %.0f s".formatted(millis * 1e-3)));
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it has ended
    }
  }

  private static String row(Check check, String found) {
    return new CheckRow(check.name(), "the rest", found, Verdict.FAULT).toString();
  }
}
