package org.synprune.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {

  @TempDir private Path temp;

  @Test
  void isOfThisMachineWhereNobodyElseNeedsIt() throws IOException {
    Configuration settings = RemoteFolders.renaming(temp).settings();
    Folder folder = Folder.temporary(true, settings);
    assertThat(folder.local().orElseThrow()).isEmptyDirectory();
    folder.storage().remove(folder.path());
    assertThat(folder.local().orElseThrow()).doesNotExist();
  }

  @Test
  void isOfTheClustersStoreWhereOtherMachinesWriteToIt() throws IOException {
    RemoteFolders remote = RemoteFolders.renaming(temp);
    Configuration settings = remote.settings();
    settings.set("fs.defaultFS", remote.address(""));
    Folder folder = Folder.temporary(false, settings);
    assertThat(folder.toString()).startsWith(remote.address("")).doesNotContain(" ");
    assertThat(Folder.temporary(false, settings)).isNotEqualTo(folder);

    folder
        .storage()
        .publish(
            folder.resolve("rows").path(), folder.resolve(".staging").path(), out -> out.write(1));
    assertThat(folder.exists()).isTrue();
    folder.storage().remove(folder.path());
    assertThat(folder.exists()).isFalse();
    try (var left = Files.walk(temp)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }
}
