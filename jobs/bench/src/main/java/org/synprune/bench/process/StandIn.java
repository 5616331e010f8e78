package org.synprune.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A store on this machine, in a process of its own. It ends with this process, however that ends.
 */
public final class StandIn implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("(?m)^store: (\\S+) (\\S+)\\R");
  private static final Duration START = Duration.ofMinutes(3);
  private static final long POLL_MILLIS = 50;

  private final Process process;
  private final Where where;

  private StandIn(Process process, Where where) {
    this.process = process;
    this.where = where;
  }

  /**
   * Where a store is.
   *
   * @param address a folder in it
   * @param settings folder of its clients' Hadoop settings
   */
  public record Where(String address, Path settings) {

    /** Finds what a store says once it is there. */
    static Optional<Where> in(String said) {
      Matcher ready = READY.matcher(said);
      return ready.find()
          ? Optional.of(new Where(ready.group(1), Path.of(ready.group(2))))
          : Optional.empty();
    }
  }

  /**
   * Starts one and waits until it is there.
   *
   * @param command a process that says {@code store: ADDRESS SETTINGS} and ends with its input
   * @param log gets what it says
   */
  public static StandIn start(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Instant limit = Instant.now().plus(START);
      Optional<Where> where = Optional.empty();
      try {
        while (where.isEmpty() && process.isAlive() && Instant.now().isBefore(limit)) {
          Thread.sleep(POLL_MILLIS);
          where = Where.in(Files.readString(log));
        }
      } finally {
        if (where.isEmpty()) {
          process.destroyForcibly();
        }
      }
      if (where.isEmpty()) {
        throw new IllegalStateException(
            String.join(" ", command) + " didn't start:\n" + Files.readString(log));
      }
      return new StandIn(process, where.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Where it is. */
  public Where where() {
    return where;
  }

  /** Ends it. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy();
    }
    process.onExit().join();
  }
}
