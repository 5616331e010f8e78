package org.synprune.jobs.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process started from a command line.
 *
 * @param process the process
 * @param out file of its standard output
 * @param err file of its standard error
 */
record Shell(Process process, Path out, Path err) {

  private static final long LIMIT_SECONDS = 240;
  private static final long POLL_MILLIS = 20;

  /**
   * Starts one.
   *
   * @param folder the working directory; also holds what it prints
   * @param variables added to the environment, or taken from it if empty
   * @param command the command line
   */
  static Shell start(Path folder, Map<String, String> variables, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(folder, "shell", ".out");
    Path err = Files.createTempFile(folder, "shell", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("SPARK_HOME");
    environment.putAll(variables);
    environment.values().removeIf(String::isEmpty);
    Process process = builder.start();
    process.getOutputStream().close();
    return new Shell(process, out, err);
  }

  /**
   * How it ended.
   *
   * @param code exit code
   * @param out what it printed
   * @param err what it said of errors
   */
  record Ended(int code, String out, String err) {

    /** Asserts that all went well. */
    Ended fine() {
      assertThat(code).as(err).isZero();
      return this;
    }

    /** Asserts that it was refused in one sentence. */
    void refused(String... said) {
      assertThat(code).as(err).isEqualTo(2);
      assertThat(err.lines()).singleElement().asString().contains(said);
    }
  }

  /** Waits for its end. */
  Ended ended() throws IOException, InterruptedException {
    return ended(LIMIT_SECONDS);
  }

  /** Waits for its end, which may take longer. */
  Ended ended(long limitSeconds) throws IOException, InterruptedException {
    try {
      assertThat(process.waitFor(limitSeconds, TimeUnit.SECONDS)).as(err()::toString).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Sends a signal to it alone, as {@code kill} does. */
  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** Waits until something holds, while it runs. */
  void until(String what, BooleanSupplier holds) throws InterruptedException, IOException {
    long end = System.nanoTime() + Duration.ofSeconds(LIMIT_SECONDS).toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        process.destroyForcibly();
        throw new AssertionError("not seen: " + what + "\n" + Files.readString(err));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
