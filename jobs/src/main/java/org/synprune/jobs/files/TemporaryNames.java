package org.synprune.jobs.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The hidden names under which {@link Replacement} writes, and what was left under them. */
final class TemporaryNames {

  /** Ends the name of what is being written. */
  static final String PART = ".part";

  /** Ends the name of a folder that was moved out of the way. */
  static final String OLD = ".old";

  private static final Duration STALE = Duration.ofDays(1);

  /** Characters of a UUID: a longer or shorter name is somebody else's. */
  private static final int UUID_LENGTH = 36;

  private TemporaryNames() {}

  /** A name that nothing has. */
  static Path fresh(Path target, Path folder, String ending) {
    return folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ending);
  }

  /** What lies in a folder under such names. */
  static List<Path> find(Path target, Path folder, String ending) throws IOException {
    String start = "." + target.getFileName() + ".";
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(
            folder,
            path -> {
              String name = path.getFileName().toString();
              return name.length() == start.length() + UUID_LENGTH + ending.length()
                  && name.startsWith(start)
                  && name.endsWith(ending);
            })) {
      all.forEach(found::add);
    }
    return found;
  }

  /** Removes what a killed process left a day ago or earlier; a younger one may be in use. */
  static void removeStale(Path target, Path folder) throws IOException {
    FileTime limit = FileTime.from(Instant.now().minus(STALE));
    List<Path> left = find(target, folder, PART);
    if (Files.exists(target)) {
      left.addAll(find(target, folder, OLD));
    }
    for (Path path : left) {
      if (modified(path).compareTo(limit) < 0) {
        Replacement.delete(path);
      }
    }
  }

  /** When something was changed last. */
  static FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      // Gone in the meantime, or unreadable: not stale.
      return FileTime.from(Instant.MAX);
    }
  }
}
