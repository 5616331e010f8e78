package org.synprune.jobs.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.synprune.jobs.sweep.Progress;

/** A progress line: rewritten in place on a terminal, a plain line now and then elsewhere. */
final class ConsoleProgress implements Progress {

  private static final Duration ON_TERMINAL = Duration.ofMillis(500);
  private static final Duration ELSEWHERE = Duration.ofSeconds(10);

  private final PrintWriter console;
  private final boolean terminal = Boolean.getBoolean("synprune.terminal");
  private final long start = System.nanoTime();
  private long last = start;
  private String line = "";

  ConsoleProgress(PrintWriter console) {
    this.console = console;
  }

  @Override
  public void update(int open, int skipped, long completed, long failed) {
    long now = System.nanoTime();
    boolean finished = completed + failed == open;
    if (!finished && now - last < (terminal ? ON_TERMINAL : ELSEWHERE).toNanos()) {
      return;
    }
    last = now;
    long done = completed + failed;
    double seconds = (now - start) * 1e-9;
    double rate = done / seconds;
    String eta = done == 0 ? "?" : format((open - done) / rate);
    String before = skipped == 0 ? "" : String.format(", %,d done before", skipped);
    String text =
        String.format(
            "sweeping   %,d of %,d done, %,d failed%s, %.2f trials/s, ETA %s",
            done, open, failed, before, rate, eta);
    if (terminal) {
      console.print("\r" + text + " ".repeat(Math.max(0, line.length() - text.length())));
    } else if (!text.equals(line)) {
      console.println(text);
    }
    line = text;
    console.flush();
  }

  /** A length of time in the largest unit that fits. */
  static String format(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? String.format("%d:%02d min", whole / 60, whole % 60)
            : String.format("%d:%02d h", whole / 3600, whole % 3600 / 60);
  }

  @Override
  public void done() {
    if (terminal) {
      console.println();
      console.flush();
    }
  }
}
