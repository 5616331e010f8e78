package org.synprune.jobs.data.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;

/**
 * {@code FILE.truth.json} beside a generated file: what is known of the file, and the hash of its
 * bytes. A file without it, or whose bytes were changed since, counts as real.
 *
 * <p>Two files can't be replaced at once, and two programs may write the same file at the same
 * time. The truth of a new file is therefore written first, under a hidden name of its own that
 * holds the hash; whichever truth has the file's hash is the file's. A hidden one is taken away
 * when the file is in place and nobody else is writing it.
 */
public final class TruthFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HASH = "sha256";

  /** An announcement that is older belongs to a process that was killed. */
  private static final Duration STALE = Duration.ofDays(1);

  private TruthFile() {}

  /**
   * Whether a file is one that {@link Generator} wrote, and unchanged.
   *
   * @param file the file
   * @param sha256 hash of its bytes, in hex
   * @return true if it was generated
   */
  public static boolean marksAsGenerated(Folder file, String sha256) {
    return find(file, sha256).isPresent();
  }

  /** What is known of a file of a given hash, empty if it isn't a generated one. */
  static Optional<JsonNode> find(Folder file, String sha256) {
    return Stream.of(visible(file), announced(file, sha256))
        .flatMap(truth -> read(truth).stream())
        .filter(known -> known.path(HASH).asText().equals(sha256))
        .findFirst();
  }

  private static Optional<JsonNode> read(Folder truth) {
    try (InputStream in = truth.storage().open(truth.path())) {
      return Optional.of(JSON.readTree(in));
    } catch (IOException e) {
      // None, as is usual for measured data; and a file that can't be read says nothing.
      return Optional.empty();
    }
  }

  /** Writes what is known of a file that is about to be put in its place. */
  static void announce(Folder file, GeneratedTruth truth, String sha256) throws IOException {
    publish(announced(file, sha256), bytes(truth, sha256));
  }

  /** Makes the announced truth visible, once its file is in place. */
  static void confirm(Folder file, GeneratedTruth truth, String sha256) throws IOException {
    // If this process is killed in between, the announced truth still tells.
    publish(visible(file), bytes(truth, sha256));
    String own = announced(file, sha256).name();
    boolean alone = true;
    for (Entry other : announcements(file)) {
      if (Instant.ofEpochMilli(other.modifiedMillis()).isBefore(Instant.now().minus(STALE))) {
        remove(file.sibling(other.name()));
      } else {
        alone &= other.name().equals(own);
      }
    }
    // Another writer may replace the file, or what is visible, at any moment: then both truths
    // stay.
    if (alone) {
      remove(file.sibling(own));
    }
  }

  /** Takes an announcement back. */
  static void withdraw(Folder file, String sha256) throws IOException {
    remove(announced(file, sha256));
  }

  /** Whether a file has a truth of its own, though perhaps another one since it was changed. */
  static boolean isBeside(Folder file) {
    try {
      return visible(file).exists() || !announcements(file).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Folder visible(Folder file) {
    return file.sibling(file.name() + ".truth.json");
  }

  private static Folder announced(Folder file, String sha256) {
    return file.sibling(announced(file) + sha256);
  }

  /** How the names of announcements begin. */
  private static String announced(Folder file) {
    return "." + file.name() + ".truth.json.next-";
  }

  private static List<Entry> announcements(Folder file) throws IOException {
    return file.storage().list(file.path().getParent()).stream()
        .filter(entry -> entry.name().startsWith(announced(file)))
        .toList();
  }

  private static byte[] bytes(GeneratedTruth truth, String sha256) throws IOException {
    ObjectNode known = JSON.valueToTree(truth);
    known.put(HASH, sha256);
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(known) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void publish(Folder truth, byte[] bytes) throws IOException {
    truth.storage().publish(truth.path(), truth.path().getParent(), out -> out.write(bytes));
  }

  private static void remove(Folder truth) throws IOException {
    truth.storage().remove(truth.path());
  }
}
