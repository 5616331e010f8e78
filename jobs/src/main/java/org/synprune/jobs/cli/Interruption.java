package org.synprune.jobs.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Prints one line when a signal such as Ctrl-C ends the process. Errors of the closing Spark aren't
 * printed: standard error takes nothing else from the signal on, and both streams are closed after
 * the line. Java's exit code is 128 and the signal's number: 130 for Ctrl-C.
 */
final class Interruption {

  /** Commands that keep what is finished, and go on from there. */
  private static final Set<String> CARRIED_ON =
      Set.of("run", "prepare", "sweep", "replicate", "nightly");

  private final String line;
  private final Outlet out;
  private final Outlet err;
  private boolean over;

  private Interruption(String line, Outlet out, Outlet err) {
    this.line = line;
    this.out = out;
    this.err = err;
  }

  /**
   * Takes over standard output and standard error, and waits for a signal.
   *
   * @param args the command line
   */
  static Interruption watch(String... args) {
    Outlet out = new Outlet(System.out, () -> false);
    Outlet err = new Outlet(System.err, Interruption::signalled);
    Interruption interruption = new Interruption(line(args), out, err);
    System.setOut(new PrintStream(out, true, Charset.defaultCharset()));
    System.setErr(new PrintStream(err, true, Charset.defaultCharset()));
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::stop, "interruption"));
    return interruption;
  }

  /** Called when the command has ended by itself: nothing is printed from then on. */
  synchronized void ended() {
    // What fails after a signal ends the command, too: the line is still to be printed then.
    over = !signalled();
  }

  private synchronized void stop() {
    if (over || !signalled()) {
      return;
    }
    over = true;
    // Logging that began before this class, under spark-submit, may still have the stream as it
    // was.
    Configurator.setAllLevels("", Level.OFF);
    try {
      err.close((line + "\n").getBytes(StandardCharsets.US_ASCII));
      out.close(new byte[0]);
    } catch (IOException e) {
      // Nobody reads it any more.
      over = true;
    }
  }

  /**
   * Whether Java ends because of a signal: a thread of that name waits for the end then. What fails
   * from then on, fails because Spark is closed down at the same time.
   */
  static boolean signalled() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().matches("SIG[A-Z]+ handler"));
  }

  /** The line that is printed. */
  static String line(String... args) {
    boolean carriedOn =
        Stream.of(args)
            .filter(argument -> !argument.startsWith("-"))
            .findFirst()
            .filter(CARRIED_ON::contains)
            .isPresent();
    if (!carriedOn) {
      return "synprune: stopped";
    }
    // A second --fresh removes what was trained; without one, a run that training hadn't begun to
    // start over still has its old results. Nobody can tell here which it is.
    boolean fresh = Stream.of(args).anyMatch(argument -> argument.equals("--fresh"));
    return fresh
        ? "synprune: stopped; the same command starts over, without --fresh it carries on if training"
            + " had begun"
        : "synprune: stopped; the same command carries on";
  }
}
