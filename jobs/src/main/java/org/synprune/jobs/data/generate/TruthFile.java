package org.synprune.jobs.data.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.synprune.jobs.files.Replacement;

/**
 * {@code FILE.truth.json} beside a generated file: what is known of the file, and the hash of its
 * bytes. A file without it, or whose bytes were changed since, counts as real.
 *
 * <p>Two files can't be replaced at once. The truth of a new file is therefore written first, under
 * a hidden name that it keeps until the file is in place; whichever of the two truths has the
 * file's hash is the file's.
 */
public final class TruthFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HASH = "sha256";

  private TruthFile() {}

  /**
   * Whether a file is one that {@link Generator} wrote, and unchanged.
   *
   * @param file the file
   * @param sha256 hash of its bytes, in hex
   * @return true if it was generated
   */
  public static boolean marksAsGenerated(Path file, String sha256) {
    return find(file, sha256).isPresent();
  }

  /** What is known of a file of a given hash, empty if it isn't a generated one. */
  static Optional<JsonNode> find(Path file, String sha256) {
    return Stream.of(visible(file), next(file))
        .flatMap(truth -> read(truth).stream())
        .filter(known -> known.path(HASH).asText().equals(sha256))
        .findFirst();
  }

  private static Optional<JsonNode> read(Path truth) {
    try {
      return Files.exists(truth)
          ? Optional.of(JSON.readTree(Files.readString(truth)))
          : Optional.empty();
    } catch (IOException e) {
      // A file that can't be read says nothing.
      return Optional.empty();
    }
  }

  /** Writes what is known of a file that is about to be put in its place. */
  static void announce(Path file, GeneratedTruth truth, String sha256) throws IOException {
    ObjectNode known = JSON.valueToTree(truth);
    known.put(HASH, sha256);
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(known) + "\n";
    Replacement.file(next(file), aside -> Files.writeString(aside, text));
  }

  /** Makes the announced truth visible, once its file is in place. */
  static void confirm(Path file) throws IOException {
    if (Files.exists(next(file))) {
      Replacement.moveFile(next(file), visible(file));
    }
  }

  /** Takes an announcement back. */
  static void withdraw(Path file) throws IOException {
    Files.deleteIfExists(next(file));
  }

  /** Whether a file has a truth of its own, though perhaps another one since it was changed. */
  static boolean isBeside(Path file) {
    return Files.isRegularFile(visible(file)) || Files.isRegularFile(next(file));
  }

  private static Path visible(Path file) {
    return file.toAbsolutePath().resolveSibling(file.getFileName() + ".truth.json");
  }

  private static Path next(Path file) {
    return file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".truth.json.next");
  }
}
