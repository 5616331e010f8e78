package org.synprune.jobs.saved;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.files.Replacement;
import org.synprune.jobs.storage.Folder;

/**
 * Copies of model folders of other stores on this machine: DJL loads a network by its path. All
 * processes of a user share them. A copy lies under the hash of its {@code model.json}, is made
 * aside and renamed, and is checked against the files' hashes whenever it is used. The {@link
 * #KEPT} copies that were used last are kept.
 *
 * @param root the folder of all copies
 */
record LocalCopies(Path root) {

  /** Copies that stay. */
  static final int KEPT = 64;

  /** Those of this user on this machine. */
  static final LocalCopies OF_THIS_USER =
      new LocalCopies(
          Path.of(
              System.getProperty("java.io.tmpdir"),
              "synprune-models-" + System.getProperty("user.name")));

  /** A copy in the making is left behind by a killed process only. */
  private static final Duration STALE = Duration.ofDays(1);

  private static final String PART = ".part-";
  private static final Logger LOG = LoggerFactory.getLogger(LocalCopies.class);

  /**
   * Finds a folder's copy, or makes it.
   *
   * @param folder the folder
   * @param id hash of its {@code model.json}
   * @param hashes hash of each file to copy, by name
   * @return the copy
   * @throws BadInputException if a file is missing or damaged, or this machine can't take the copy
   */
  Path of(Folder folder, String id, Map<String, String> hashes) {
    Path copy = root.resolve(id);
    if (isWhole(copy, hashes)) {
      touch(copy);
      return copy;
    }
    try {
      Files.createDirectories(root);
      Path part = Files.createDirectory(root.resolve(PART + UUID.randomUUID()));
      try {
        for (Map.Entry<String, String> file : hashes.entrySet()) {
          fetch(folder.resolve(file.getKey()), file.getValue(), part.resolve(file.getKey()));
        }
        place(part, copy, hashes);
      } finally {
        Replacement.delete(part);
      }
      removeUnused();
      return copy;
    } catch (IOException | UncheckedIOException e) {
      throw new BadInputException(
          root + ": can't hold the copy of " + folder + ", expected a folder with space: " + e, e);
    }
  }

  private static void fetch(Folder file, String hash, Path to) throws IOException {
    byte[] bytes;
    try (InputStream in = file.storage().open(file.path())) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw ModelFolder.missing(file, e);
    }
    if (!DigestUtils.sha256Hex(bytes).equals(hash)) {
      throw ModelFolder.damaged(file);
    }
    Files.write(to, bytes);
  }

  /** Another process may have been quicker, or somebody may have damaged what is there. */
  private static void place(Path part, Path copy, Map<String, String> hashes) throws IOException {
    try {
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!isWhole(copy, hashes)) {
        Replacement.delete(copy);
        Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static boolean isWhole(Path copy, Map<String, String> hashes) {
    try {
      for (Map.Entry<String, String> file : hashes.entrySet()) {
        byte[] bytes = Files.readAllBytes(copy.resolve(file.getKey()));
        if (!DigestUtils.sha256Hex(bytes).equals(file.getValue())) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void touch(Path copy) {
    try {
      Files.setLastModifiedTime(copy, FileTime.from(Instant.now()));
    } catch (IOException e) {
      LOG.debug("{} may be removed before it is unused", copy, e);
    }
  }

  private void removeUnused() throws IOException {
    List<Path> all;
    try (Stream<Path> list = Files.list(root)) {
      all = list.sorted(Comparator.comparing(LocalCopies::used).reversed()).toList();
    }
    FileTime stale = FileTime.from(Instant.now().minus(STALE));
    int kept = 0;
    for (Path one : all) {
      boolean part = String.valueOf(one.getFileName()).startsWith(PART);
      if (part ? used(one).compareTo(stale) < 0 : ++kept > KEPT) {
        remove(one);
      }
    }
  }

  /** Other processes may be removing the same. */
  private static void remove(Path one) {
    try {
      Replacement.delete(one);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} is left behind", one, e);
    }
  }

  private static FileTime used(Path one) {
    try {
      return Files.getLastModifiedTime(one);
    } catch (NoSuchFileException e) {
      return FileTime.from(Instant.EPOCH);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
