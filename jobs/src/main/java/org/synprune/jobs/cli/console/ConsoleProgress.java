package org.synprune.jobs.cli.console;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.synprune.jobs.sweep.SweepProgress;

/**
 * A progress line. On a terminal it is rewritten in place and cut at the terminal's width;
 * elsewhere lines are printed now and then, the longer a sweep has been going the fewer: every 10
 * seconds at first, every 5 minutes at last.
 */
public final class ConsoleProgress implements SweepProgress {

  private static final double ON_TERMINAL = 0.5;
  private static final double FIRST = 10;
  private static final double LAST = 300;

  /** Share of the time passed that passes again before the next plain line. */
  private static final double LONGER = 0.1;

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

  /** The line for a standard error that the launcher has looked at. */
  static SweepProgress of(PrintWriter console) {
    return new ConsoleProgress(
        console,
        Boolean.getBoolean("synprune.terminal"),
        Integer.getInteger("synprune.columns", 80),
        System::nanoTime);
  }

  @Override
  public void update(State state) {
    double seconds = (clock.getAsLong() - start) * NANO;
    boolean over = state.done() == state.open() && state.running() == 0;
    if (!over && seconds < next) {
      return;
    }
    next = seconds + (terminal ? ON_TERMINAL : Math.min(LAST, Math.max(FIRST, LONGER * seconds)));
    String text = text(state, seconds);
    if (terminal) {
      text = text.substring(0, Math.min(text.length(), columns - 1));
      console.print("\r" + text + " ".repeat(Math.max(0, line.length() - text.length())));
    } else if (!text.equals(line)) {
      console.println(text);
    }
    line = text;
    console.flush();
  }

  private static String text(State state, double seconds) {
    double rate = seconds > 0 ? state.done() / seconds : 0;
    String end =
        state.done() == state.open()
            ? "took " + format(seconds)
            : state.secondsLeft().isPresent()
                ? "ETA " + format(state.secondsLeft().getAsDouble())
                : "ETA ?";
    return String.format(
        Locale.ROOT,
        "%,d of %,d done%s, %,d running, %,d failed, %s trials/s, %s",
        state.done(),
        state.open(),
        state.skipped() == 0 ? "" : String.format(Locale.ROOT, " (%,d before)", state.skipped()),
        state.running(),
        state.failed(),
        String.format(Locale.ROOT, rate < 10 ? "%.2f" : rate < 100 ? "%.1f" : "%.0f", rate),
        end);
  }

  /** A length of time in the largest unit that fits. */
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
