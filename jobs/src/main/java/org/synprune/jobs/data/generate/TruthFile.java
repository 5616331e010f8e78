package org.synprune.jobs.data.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.synprune.jobs.storage.Folder;

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
  public static boolean marksAsGenerated(Folder file, String sha256) {
    return find(file, sha256).isPresent();
  }

  /** What is known of a file of a given hash, empty if it isn't a generated one. */
  static Optional<JsonNode> find(Folder file, String sha256) {
    return Stream.of(visible(file), next(file))
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
    ObjectNode known = JSON.valueToTree(truth);
    known.put(HASH, sha256);
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(known) + "\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Folder next = next(file);
    next.storage().publish(next.path(), folderOf(next), out -> out.write(bytes));
  }

  /** Makes the announced truth visible, once its file is in place. */
  static void confirm(Folder file) throws IOException {
    Folder next = next(file);
    if (next.exists()) {
      Folder visible = visible(file);
      // If this process is killed in between, the announced truth still tells.
      visible.storage().remove(visible.path());
      next.storage().move(next.path(), visible.path());
    }
  }

  /** Takes an announcement back. */
  static void withdraw(Folder file) throws IOException {
    Folder next = next(file);
    next.storage().remove(next.path());
  }

  /** Whether a file has a truth of its own, though perhaps another one since it was changed. */
  static boolean isBeside(Folder file) {
    return visible(file).exists() || next(file).exists();
  }

  private static Folder visible(Folder file) {
    return file.sibling(file.name() + ".truth.json");
  }

  private static Folder next(Folder file) {
    return file.sibling("." + file.name() + ".truth.json.next");
  }

  private static org.apache.hadoop.fs.Path folderOf(Folder file) {
    return file.path().getParent();
  }
}
