package org.synprune.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.synprune.jobs.cluster.Waiting;
import org.synprune.jobs.storage.Folder;

/** A process that begins to write to a store, or takes a lease, and is killed then. */
final class OtherProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(1);
  private static final String READY = "ready";

  private final Process process;

  private OtherProcess(Process process) {
    this.process = process;
  }

  /** Starts one that has written a part of a file. */
  static OtherProcess writing(String folder, String file) throws IOException {
    return start("write", folder, file);
  }

  /** Starts one that holds a lease. */
  static OtherProcess holding(String folder, String lock) throws IOException {
    return start("hold", folder, lock);
  }

  private static OtherProcess start(String what, String folder, String name) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                what,
                folder,
                name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    InputStream said = process.getInputStream();
    byte[] read = said.readNBytes(READY.length());
    if (read.length < READY.length()) {
      throw new IllegalStateException("the other process has ended: " + process.exitValue());
    }
    return new OtherProcess(process);
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly();
    Waiting.until(START, () -> "the end of a process", () -> !process.isAlive());
  }

  /** Does it, says so and waits to be killed. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Folder folder = Folder.of(args[1], new Configuration());
    if (args[0].equals("hold")) {
      folder.storage().lease(folder.resolve(args[2]).path(), "tests", false);
      waitForTheEnd();
    } else {
      folder
          .storage()
          .publish(
              folder.resolve(args[2]).path(),
              folder.resolve(".staging").path(),
              out -> {
                out.write(new byte[1000]);
                out.flush();
                waitForTheEnd();
              });
    }
  }

  private static void waitForTheEnd() {
    System.out.print(READY);
    System.out.flush();
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
