package org.synprune.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adobe's S3Mock in a process of its own, since its libraries and Spark's don't mix. It knows the
 * conditions of S3, but two requests at once may both meet one.
 */
final class S3MockProcess implements AutoCloseable {

  private static final Pattern STARTED =
      Pattern.compile("Tomcat started on ports .* (\\d+) \\(http\\)");
  private static final Duration START = Duration.ofMinutes(3);

  private final Process process;
  private final URI address;

  private S3MockProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one at a port that the system chooses, and waits until it listens.
   *
   * @param folder holds its objects and what it says
   * @param bucket a bucket that it has from the beginning
   */
  static S3MockProcess start(Path folder, String bucket) {
    Path log = folder.resolve("s3mock.log");
    Path objects = folder.resolve("s3mock");
    try {
      Files.createDirectories(objects);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Djava.io.tmpdir=" + objects,
                  "-jar",
                  System.getProperty("synprune.s3mock"),
                  "--server.port=0",
                  "--com.adobe.testing.s3mock.http-port=0",
                  "--com.adobe.testing.s3mock.store.initial-buckets=" + bucket,
                  "--com.adobe.testing.s3mock.store.root=" + objects)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new S3MockProcess(process, address(process, log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI address(Process process, Path log) throws IOException {
    Instant limit = Instant.now().plus(START);
    while (Instant.now().isBefore(limit) && process.isAlive()) {
      Matcher started = STARTED.matcher(Files.readString(log));
      if (started.find()) {
        return URI.create("http://localhost:" + started.group(1));
      }
      pause();
    }
    process.destroyForcibly();
    throw new IllegalStateException("S3Mock didn't start: " + Files.readString(log));
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where it listens. */
  URI address() {
    return address;
  }

  /** Ends it. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
