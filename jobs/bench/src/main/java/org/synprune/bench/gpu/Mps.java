package org.synprune.bench.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** NVIDIA's multi-process service, run for a while with folders of its own. */
final class Mps implements AutoCloseable {

  private static final String CONTROL = "nvidia-cuda-mps-control";

  private final Path folder;

  private Mps(Path folder) {
    this.folder = folder;
  }

  /** Starts it; empty where there is none or it won't start. */
  static Optional<Mps> start() {
    try {
      Mps mps = new Mps(Files.createTempDirectory("synprune-mps"));
      if (mps.run(List.of(CONTROL, "-d"), "") == 0) {
        return Optional.of(mps);
      }
      mps.remove();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What processes need in their environment to go through it. */
  Map<String, String> environment() {
    return Map.of(
        "CUDA_MPS_PIPE_DIRECTORY", folder.toString(), "CUDA_MPS_LOG_DIRECTORY", folder.toString());
  }

  private int run(List<String> command, String input) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment());
    try {
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().close();
      return process.waitFor();
    } catch (IOException e) {
      remove();
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void remove() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Ends it. */
  @Override
  public void close() {
    try {
      run(List.of(CONTROL), "quit\n");
      remove();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
