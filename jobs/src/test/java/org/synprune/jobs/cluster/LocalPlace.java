package org.synprune.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.synprune.jobs.storage.Folder;

/** Folders of this machine. */
final class LocalPlace implements ResultPlace {

  private static final Duration SOON = Duration.ofMinutes(1);

  @Override
  public SparkHome home(Path folder) {
    return SparkHome.in(folder);
  }

  @Override
  public Folder begin(Path folder, Path series) throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    Files.createSymbolicLink(out.resolve("series"), series);
    return Folder.local(out);
  }

  @Override
  public Undo makeUnwritable(Folder out) throws IOException {
    // As root one may write everywhere, but not below a file.
    Path root = out.local().orElseThrow();
    Path staging = root.resolve(".staging");
    Waiting.until(SOON, () -> "staging", () -> Files.exists(staging));
    Files.move(staging, root.resolve("moved"));
    Files.createFile(staging);
    return () -> Files.delete(staging);
  }

  @Override
  public String saidWhenUnwritable() {
    return ".staging";
  }

  @Override
  public List<String> afterAKill() {
    return List.of();
  }

  @Override
  public void close() {
    // Temporary folders are the tests'.
  }
}
