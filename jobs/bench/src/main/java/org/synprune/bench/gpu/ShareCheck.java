package org.synprune.bench.gpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.bench.process.ChildJvm;

/** Processes that train on one device at a time: what they reach together. */
final class ShareCheck implements Check {

  private static final int TRIALS = 40;
  private static final double WINDOW = 6;

  private static final List<Integer> COUNTS = List.of(1, 4, 2);

  @Override
  public String name() {
    return "shares";
  }

  @Override
  public int seconds() {
    return 110;
  }

  @Override
  public void run(CheckedDevice on) {
    rounds(on, "", Map.of());
    if (!on.isGpu()) {
      return;
    }
    Optional<Mps> started = Mps.start();
    if (started.isEmpty()) {
      on.found("with MPS", Verdict.MEASURED, "there is no nvidia-cuda-mps-control that starts");
      return;
    }
    try (Mps mps = started.get()) {
      rounds(on, " with MPS", mps.environment());
    }
  }

  private static void rounds(CheckedDevice on, String how, Map<String, String> environment) {
    double one = Double.NaN;
    double took = WINDOW;
    for (int count : COUNTS) {
      String subject = "rnn 7 none, " + count + " x " + TRIALS + how;
      if (on.hasTimeFor(subject, took)) {
        double before = on.left();
        double together = together(on, count, environment);
        took = before - on.left();
        one = count == 1 ? together : one;
        on.found(
            subject,
            Verdict.MEASURED,
            "%,.0f steps of a trial a second, %.2f of one process",
            together,
            together / one);
      }
    }
  }

  private static double together(CheckedDevice on, int count, Map<String, String> environment) {
    List<Process> processes = new ArrayList<>();
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              ChildJvm.command(
                  List.of(),
                  ShareChild.class,
                  CheckChild.nameOf(on.device()),
                  "rnn",
                  "7",
                  "none",
                  Integer.toString(TRIALS)));
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putAll(environment);
      for (int i = 0; i < count; i++) {
        processes.add(builder.start());
      }
      List<BufferedReader> outputs = new ArrayList<>();
      for (Process process : processes) {
        outputs.add(process.inputReader(StandardCharsets.UTF_8));
      }
      for (BufferedReader output : outputs) {
        awaited(output, ShareChild.READY);
      }
      for (Process process : processes) {
        process.getOutputStream().write((WINDOW + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
      }
      double sum = 0;
      for (BufferedReader output : outputs) {
        sum += Double.parseDouble(awaited(output, ""));
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private static String awaited(BufferedReader output, String expected) throws IOException {
    String line = output.readLine();
    if (line == null || !line.startsWith(expected)) {
      throw new IllegalStateException("a process ended or said '" + line + "'; its log says more");
    }
    return line;
  }
}
