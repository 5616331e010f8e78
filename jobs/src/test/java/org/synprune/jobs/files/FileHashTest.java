package org.synprune.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;

/** The hash is SHA-256, and a file that can't be read is named. */
class FileHashTest {

  @TempDir Path temp;

  @Test
  void isSha256() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "abc");
    String known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(FileHash.of(file)).isEqualTo(known);
    assertThat(FileHash.start("file", () -> Files.newInputStream(file)).hex()).isEqualTo(known);
  }

  @Test
  void aMissingFileIsNamed() {
    FileHash hash = FileHash.start("nowhere", () -> Files.newInputStream(temp.resolve("nowhere")));
    assertThatThrownBy(hash::hex)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nowhere: can't be read");
  }
}
