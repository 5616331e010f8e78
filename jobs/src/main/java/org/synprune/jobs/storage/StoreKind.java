package org.synprune.jobs.storage;

import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.synprune.jobs.BadInputException;

/**
 * How a store behind a Hadoop client publishes whole files, known by the scheme of its addresses.
 * Hadoop asks that renaming be atomic, and leaves it to each client whether it is. A store that
 * isn't listed is refused, as files might be seen half written, or two writers both be the first.
 *
 * <ul>
 *   <li>{@code webhdfs} and {@code swebhdfs} have the name node rename, as {@code hdfs} does.
 *   <li>{@code abfs} renames by one request that fails where something is (in accounts with a
 *       hierarchical namespace), but its client replaces a file in two steps.
 *   <li>{@code viewfs} is what it mounts.
 *   <li>{@code wasb} copies and deletes; {@code ofs} and {@code o3fs} depend on the layout of the
 *       bucket, which an address doesn't tell.
 * </ul>
 */
enum StoreKind {
  /** A file or folder is renamed at once, and not onto another unless asked to. */
  RENAMING,

  /** A file appears when it is closed; there are no folders. */
  OBJECTS;

  /** Hadoop's setting for the kind of a store that isn't listed; the scheme follows. */
  static final String SETTING = "synprune.storage.";

  private static final Map<String, StoreKind> LISTED =
      new TreeMap<>(
          Map.of(
              "abfs", RENAMING,
              "abfss", RENAMING,
              "gs", OBJECTS,
              "hdfs", RENAMING,
              "s3a", OBJECTS,
              "swebhdfs", RENAMING,
              "webhdfs", RENAMING));

  private static final String VIEW = "viewfs";
  private static final String MOUNTS = "fs.viewfs.mounttable.";

  /**
   * Looks a store up.
   *
   * @param path a path with the store's scheme, other than {@code file}
   * @param settings Hadoop's settings
   * @return its kind
   * @throws BadInputException if the store isn't known to keep the promises of {@link Storage}
   */
  static StoreKind of(Path path, Configuration settings) {
    String scheme = String.valueOf(path.toUri().getScheme()).toLowerCase(Locale.ROOT);
    StoreKind listed = LISTED.get(scheme);
    if (listed != null) {
      return listed;
    }
    if (scheme.equals(VIEW) && mountsRenamingStores(path.toUri(), settings)) {
      return RENAMING;
    }
    return set(scheme, settings).orElseThrow(() -> refused(path, scheme));
  }

  private static Optional<StoreKind> set(String scheme, Configuration settings) {
    String value = settings.getTrimmed(SETTING + scheme, "");
    Optional<StoreKind> kind =
        Arrays.stream(values()).filter(one -> one.word().equalsIgnoreCase(value)).findFirst();
    if (kind.isEmpty() && !value.isEmpty()) {
      throw new BadInputException(
          SETTING + scheme + " is '" + value + "', expected renaming or objects");
    }
    return kind;
  }

  /** Whether all that a view mounts renames at once. */
  private static boolean mountsRenamingStores(URI view, Configuration settings) {
    String table =
        view.getAuthority() == null
            ? settings.get(MOUNTS + "default.name.key", "default")
            : view.getAuthority();
    Collection<String> targets = settings.getPropsWithPrefix(MOUNTS + table + ".link").values();
    return !targets.isEmpty()
        && targets.stream()
            .allMatch(
                target ->
                    LISTED.get(target.strip().replaceFirst("(?s):.*", "")) == RENAMING
                        // Several targets are kept alike by copying.
                        && !target.contains(","));
  }

  private static BadInputException refused(Path path, String scheme) {
    List<String> usable =
        LISTED.keySet().stream().map(one -> one + ":").collect(Collectors.toList());
    return new BadInputException(
        "'"
            + path
            + "': a store of this kind may show files that are half written, expected a folder or"
            + " an address that begins with "
            + String.join(", ", usable)
            + (scheme.equals(VIEW) ? " (a view of such that rename)" : " or viewfs:")
            + "; if it renames at once, "
            + SETTING
            + scheme
            + "=renaming among Hadoop's settings says so");
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
