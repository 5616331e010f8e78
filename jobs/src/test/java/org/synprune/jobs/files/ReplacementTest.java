package org.synprune.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synprune.jobs.files.FaultyFiles.Fault;

/** What is replaced is the old or the new, whichever change fails or is the last. */
class ReplacementTest {

  @TempDir Path temp;

  private static void fill(Path folder, String text) throws IOException {
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("one"), text);
    Files.writeString(folder.resolve("two"), text);
  }

  private static String hidden(String name, int id, String ending) {
    return "." + name + "." + new UUID(0, id) + "." + ending;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void hiddenNamesOfOthersAreLeftAlone() throws IOException {
    Path mine = temp.resolve(".data.backup.old");
    fill(mine, "mine");
    Files.setLastModifiedTime(mine, FileTime.from(Instant.EPOCH));
    Path target = temp.resolve("data");
    Replacement.recover(target);
    assertThat(target).doesNotExist();
    Replacement.folder(target, aside -> fill(aside, "new"));
    assertThat(mine.resolve("one")).hasContent("mine");
  }

  /** Replaces, with each change failing in turn, until none is left to fail. */
  private interface Trial {
    boolean fails(FaultyFiles files, Path folder) throws IOException;
  }

  private void atEachChange(Fault fault, Trial trial) throws IOException {
    for (int at = 1; ; at++) {
      FaultyFiles files = new FaultyFiles(fault, at);
      Path folder = Files.createDirectory(temp.resolve(fault + "-" + at));
      boolean failed = trial.fails(files, folder);
      if (!files.reached()) {
        assertThat(failed).isFalse();
        assertThat(at).isGreaterThan(3);
        return;
      }
    }
  }

  private static boolean failed(Replacing replacing) throws IOException {
    try {
      replacing.run();
      return false;
    } catch (IOException e) {
      assertThat(e).hasMessage("no space left on device");
      return true;
    } catch (FaultyFiles.Killed e) {
      return true;
    }
  }

  private interface Replacing {
    void run() throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void aFileIsTheOldOrTheNew(Fault fault) throws IOException {
    atEachChange(
        fault,
        (files, folder) -> {
          Path target = folder.resolve("file");
          Files.writeString(target, "old");
          boolean failed =
              failed(
                  () ->
                      Replacement.file(
                          files.path(target), aside -> Files.writeString(aside, "new")));
          assertThat(target).hasContent(failed ? "old" : "new");
          if (fault == Fault.FAILS) {
            assertThat(names(folder)).containsExactly("file");
          }
          return failed;
        });
  }

  @ParameterizedTest
  @EnumSource
  void aFolderIsTheOldOrTheNew(Fault fault) throws IOException {
    atEachChange(
        fault,
        (files, folder) -> {
          Path target = folder.resolve("made");
          fill(target, "old");
          boolean failed =
              failed(() -> Replacement.folder(files.path(target), aside -> fill(aside, "new")));
          if (fault != Fault.FAILS) {
            // A process that goes on puts the old folder back by itself.
            Replacement.recover(target);
          }
          assertThat(names(target)).containsExactly("one", "two");
          String text = Files.readString(target.resolve("one"));
          assertThat(text).isIn("old", "new");
          assertThat(target.resolve("two")).hasContent(text);
          if (!failed) {
            assertThat(text).isEqualTo("new");
          }
          if (fault == Fault.FAILS && text.equals("old")) {
            assertThat(names(folder)).containsExactly("made");
          }
          return failed;
        });
  }

  @Test
  void contentThatFailsLeavesNothing() throws IOException {
    Path target = temp.resolve("made");
    assertThatThrownBy(
            () ->
                Replacement.folder(
                    target,
                    aside -> {
                      fill(aside, "new");
                      throw new IllegalStateException("no");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(names(temp)).isEmpty();
  }

  @Test
  void aStagingFolderKeepsTheTargetsClean() throws IOException {
    Path target = temp.resolve("a/b/file");
    Replacement.file(
        target,
        temp.resolve("staging"),
        aside -> {
          assertThat(aside.getParent()).isEqualTo(temp.resolve("staging"));
          assertThat(names(temp.resolve("a/b"))).isEmpty();
          Files.writeString(aside, "new");
        });
    assertThat(target).hasContent("new");
    assertThat(names(temp.resolve("staging"))).isEmpty();
  }

  @Test
  void aFolderThatComesBetweenIsReplaced() throws IOException {
    Path target = temp.resolve("made");
    fill(target, "old");
    Path aside = Replacement.aside(target);
    fill(aside, "new");
    // After two files are forced to disk and the old folder is moved away, another process is
    // faster.
    FaultyFiles files =
        new FaultyFiles(
            4,
            later -> {
              if (later == 0) {
                fill(target, "another");
              }
            });
    Replacement.moveFolder(files.path(aside), files.path(target));
    assertThat(target.resolve("one")).hasContent("new");
    assertThat(names(temp)).containsExactly("made");
  }

  @Test
  void temporaryNamesOfADayAgoAreRemoved() throws IOException {
    Path stale = temp.resolve(hidden("made", 1, "part"));
    Path staleOld = temp.resolve(hidden("made", 1, "old"));
    Path young = temp.resolve(hidden("made", 2, "part"));
    Path other = temp.resolve(hidden("other", 1, "part"));
    for (Path path : List.of(stale, staleOld, young, other)) {
      fill(path, "left");
      if (!path.equals(young)) {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
      }
    }
    fill(temp.resolve("made"), "old");
    Replacement.folder(temp.resolve("made"), aside -> fill(aside, "new"));
    assertThat(names(temp))
        .containsExactly(hidden("made", 2, "part"), hidden("other", 1, "part"), "made");
  }

  @Test
  void deletingRemovesLinksButNotWhatTheyPointTo() throws IOException {
    Path kept = temp.resolve("kept");
    fill(kept, "kept");
    Path folder = Files.createDirectory(temp.resolve("folder"));
    Files.createSymbolicLink(folder.resolve("link"), kept);
    Replacement.delete(folder);
    Replacement.delete(temp.resolve("nowhere"));
    assertThat(names(temp)).containsExactly("kept");
    assertThat(names(kept)).containsExactly("one", "two");
  }
}
