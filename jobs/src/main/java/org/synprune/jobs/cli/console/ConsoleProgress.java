package org.synprune.jobs.cli.console;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.synprune.jobs.sweep.SweepProgress;

/**
 * A progress line: trials done, running and failed, speed, and estimated time left. On a terminal
 * it is rewritten in place and leaves out what doesn't fit; elsewhere lines are printed at growing
 * intervals, from 10 seconds to 5 minutes.
 */
public final class ConsoleProgress implements SweepProgress {

  private static final double ON_TERMINAL = 0.5;
  private static final double FIRST = 10;
  private static final double LAST = 300;

  /** Interval between plain lines, as a share of the time passed. */
  private static final double INTERVAL = 0.1;

  private static final double NANO = 1e-9;

  private final PrintWriter console;
  private final boolean terminal;
  private final int columns;
  private final LongSupplier clock;
  private final long start;
  private double next;
  private String line = "";

  /**
   * Creates the line.
   *
   * @param console where it is printed
   * @param terminal whether that is a terminal
   * @param columns the terminal's width
   * @param clock the time in nanoseconds
   */
  ConsoleProgress(PrintWriter console, boolean terminal, int columns, LongSupplier clock) {
    this.console = console;
    this.terminal = terminal;
    this.columns = columns;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.next = terminal ? ON_TERMINAL : FIRST;
  }

  /** The line for standard error; the launcher says whether that is a terminal. */
  static SweepProgress of(PrintWriter console) {
    return new ConsoleProgress(
        console, Boolean.getBoolean("synprune.terminal"), Terminal.columns(), System::nanoTime);
  }

  @Override
  public void update(State state) {
    double seconds = (clock.getAsLong() - start) * NANO;
    boolean over = state.done() == state.open() && state.running() == 0;
    if (!over && seconds < next) {
      return;
    }
    next = seconds + (terminal ? ON_TERMINAL : Math.min(LAST, Math.max(FIRST, INTERVAL * seconds)));
    String text = text(state, seconds, terminal ? columns - 1 : Terminal.UNLIMITED);
    if (terminal) {
      console.print("\r" + text + " ".repeat(Math.max(0, line.length() - text.length())));
    } else if (!text.equals(line)) {
      console.println(text);
    }
    line = text;
    console.flush();
  }

  /** As much as fits: the time left, which people look for, comes last and is kept longest. */
  private static String text(State state, double seconds, int most) {
    double rate = seconds > 0 ? state.done() / seconds : 0;
    String end =
        state.done() == state.open()
            ? "took " + format(seconds)
            : state.secondsLeft().isPresent()
                ? "ETA " + format(state.secondsLeft().getAsDouble())
                : "ETA ?";
    String done = format("%,d of %,d done", state.done(), state.open());
    String before = state.skipped() == 0 ? "" : format(" (%,d before)", state.skipped());
    String running = format(", %,d running", state.running());
    String failed = format(", %,d failed", state.failed());
    String speed =
        format(rate < 10 ? ", %.2f" : rate < 100 ? ", %.1f" : ", %.0f", rate) + " trials/s";
    return Stream.of(
            done + before + running + failed + speed + ", " + end,
            done + running + failed + speed + ", " + end,
            done + failed + speed + ", " + end,
            done + failed + ", " + end,
            format("%,d/%,d", state.done(), state.open()) + failed + ", " + end,
            format("%,d/%,d, ", state.done(), state.open()) + end)
        .filter(text -> text.length() <= most)
        .findFirst()
        .orElse(end.substring(0, Math.min(end.length(), most)));
  }

  @SuppressWarnings("AnnotateFormatMethod") // its own format strings only
  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * A length of time in the largest unit that fits.
   *
   * @param seconds the time
   * @return such as {@code 45 s}, {@code 2:05 min} or {@code 3:10 h}
   */
  public static String format(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole % 3600 / 60);
  }

  @Override
  public void done() {
    if (terminal) {
      console.println();
      console.flush();
    }
  }
}
