package org.synprune.jobs.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a file or a folder under a temporary name, forces it to disk and moves it into place:
 *
 * <pre>{@code
 * Replacement.file(target, aside -> Files.writeString(aside, text));
 * }</pre>
 *
 * <p>Until the new one is complete the old one stays where it is. If anything fails, the temporary
 * name is removed and the old one is still there. If the process is killed, a temporary name may
 * stay behind: hidden, beside the target, and removed by the next write that finds it a day old.
 *
 * <p>A file is replaced by one atomic rename. A folder takes two, the old one out of the way and
 * the new one in; {@link #recover} puts the old folder back if the process was killed between them.
 */
public final class Replacement {

  private static final int ATTEMPTS = 5;

  private Replacement() {}

  /** Writes the new content. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes it.
     *
     * @param aside the path to write to, which doesn't exist; its folder does
     * @throws IOException if it can't be written
     */
    void write(Path aside) throws IOException;
  }

  /**
   * Writes a file, replacing an earlier one.
   *
   * @param target the file; missing parent folders are made
   * @param content writes it
   * @throws IOException if it can't be written; the earlier file is unchanged then
   */
  public static void file(Path target, Content content) throws IOException {
    file(target, folderOf(target), content);
  }

  /**
   * Writes a file, replacing an earlier one, by way of another folder: for targets whose own folder
   * must never show a temporary file.
   *
   * @param target the file; missing parent folders are made
   * @param staging the folder to write in first, made if missing, on the same file system
   * @param content writes it
   * @throws IOException if it can't be written; the earlier file is unchanged then
   */
  public static void file(Path target, Path staging, Content content) throws IOException {
    place(target, staging, content, aside -> moveFile(aside, target));
  }

  /**
   * Writes a folder, replacing an earlier one with all that is in it.
   *
   * @param target the folder; missing parent folders are made
   * @param content makes the folder and fills it
   * @throws IOException if it can't be written; the earlier folder is unchanged then
   */
  public static void folder(Path target, Content content) throws IOException {
    folder(target, folderOf(target), content);
  }

  /**
   * Writes a folder, replacing an earlier one, by way of another folder.
   *
   * @param target the folder; missing parent folders are made
   * @param staging the folder to write in first, made if missing, on the same file system
   * @param content makes the folder and fills it
   * @throws IOException if it can't be written; the earlier folder is unchanged then
   */
  public static void folder(Path target, Path staging, Content content) throws IOException {
    place(target, staging, content, aside -> moveFolder(aside, target));
  }

  /**
   * A temporary name for something that will be moved to a target later, by {@link #moveFolder} or
   * {@link #moveFile}.
   *
   * @param target the target
   * @return a hidden path beside it that doesn't exist
   * @throws IOException if the target's folder can't be made
   */
  public static Path aside(Path target) throws IOException {
    Path folder = folderOf(target);
    Files.createDirectories(folder);
    TemporaryNames.removeStale(target, folder);
    return TemporaryNames.fresh(target, folder, TemporaryNames.PART);
  }

  /**
   * Forces a complete file to disk and moves it into place, replacing an earlier one.
   *
   * @param aside the file, on the same file system
   * @param target where it goes
   * @throws IOException if it can't be moved; the earlier file is unchanged then
   */
  public static void moveFile(Path aside, Path target) throws IOException {
    force(aside);
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(folderOf(target));
  }

  /**
   * Forces a complete folder to disk and moves it into place, replacing an earlier one.
   *
   * @param aside the folder, on the same file system
   * @param target where it goes
   * @throws IOException if it can't be moved; the earlier folder is in its place then
   */
  public static void moveFolder(Path aside, Path target) throws IOException {
    forceAll(aside);
    Path old = TemporaryNames.fresh(target, folderOf(target), TemporaryNames.OLD);
    boolean moved = false;
    for (int attempt = 1; !moved; attempt++) {
      moveIfThere(target, old);
      try {
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        moved = true;
      } catch (IOException e) {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
          putBack(old, target, e);
          throw e;
        }
        // Another process has put a folder there in between.
        if (attempt == ATTEMPTS) {
          throw e;
        }
        discard(old, target);
      }
    }
    force(folderOf(target));
    discard(old, target);
  }

  /** Deletes an old folder under a name that nothing is recovered from. */
  private static void discard(Path old, Path target) throws IOException {
    Path gone = TemporaryNames.fresh(target, folderOf(target), TemporaryNames.PART);
    moveIfThere(old, gone);
    delete(gone);
  }

  /**
   * Puts a folder back that {@link #folder} had moved out of the way when its process was killed.
   * To be called before a folder is looked at; does nothing if the folder is there.
   *
   * @param target the folder
   * @throws IOException if the old folder can't be moved back
   */
  public static void recover(Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) || !Files.isDirectory(folderOf(target))) {
      return;
    }
    List<Path> old = TemporaryNames.find(target, folderOf(target), TemporaryNames.OLD);
    if (!old.isEmpty()) {
      // Several only if processes were killed in turn: the youngest was in place last.
      old.sort(Comparator.comparing(TemporaryNames::modified));
      try {
        moveIfThere(old.get(old.size() - 1), target);
      } catch (IOException e) {
        // If the folder is there now, its writer lives and has finished: nothing is lost.
        if (!Files.exists(target)) {
          throw e;
        }
      }
    }
  }

  /**
   * Removes a file, or a folder with all that is in it. Links are removed, not followed.
   *
   * @param path what to remove; nothing happens if it isn't there
   * @throws IOException if something can't be removed
   */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path)) {
      all = new ArrayList<>(walk.toList());
    }
    all.sort(Comparator.reverseOrder());
    for (Path one : all) {
      Files.deleteIfExists(one);
    }
  }

  private static void place(Path target, Path staging, Content content, Content move)
      throws IOException {
    Files.createDirectories(staging);
    Files.createDirectories(folderOf(target));
    TemporaryNames.removeStale(target, staging);
    Path aside = TemporaryNames.fresh(target, staging, TemporaryNames.PART);
    try {
      content.write(aside);
      move.write(aside);
    } catch (IOException | RuntimeException | Error e) {
      try {
        delete(aside);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  /** The folder that a path lies in. */
  private static Path folderOf(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(path + " is a root, expected a file or folder in one");
    }
    return folder;
  }

  private static void moveIfThere(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // There is nothing to move.
    }
  }

  private static void putBack(Path old, Path target, IOException failure) {
    try {
      moveIfThere(old, target);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void forceAll(Path written) throws IOException {
    try (Stream<Path> all = Files.walk(written)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        force(path);
      }
    }
  }

  /**
   * Has a file's bytes, or a folder's names, on disk before anything else is done.
   *
   * @param path a file or folder that is there
   * @throws IOException if a file can't be forced
   */
  public static void force(Path path) throws IOException {
    boolean folder = Files.isDirectory(path);
    try (FileChannel channel =
        FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      // Not all systems let a folder be opened.
      if (!folder) {
        throw e;
      }
    }
  }
}
