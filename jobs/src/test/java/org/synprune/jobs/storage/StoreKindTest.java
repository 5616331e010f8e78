package org.synprune.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;

/** A store publishes as its kind does, and one that isn't known is refused. */
class StoreKindTest {

  private final Configuration settings = new Configuration();

  private StoreKind kind(String address) {
    return StoreKind.of(new Path(address), settings);
  }

  @ParameterizedTest
  @CsvSource({
    "hdfs://host/out, RENAMING",
    "webhdfs://host/out, RENAMING",
    "swebhdfs://host/out, RENAMING",
    "abfs://container@account/out, RENAMING",
    "abfss://container@account/out, RENAMING",
    "ABFSS://container@account/out, RENAMING",
    "s3a://bucket/out, OBJECTS",
    "gs://bucket/out, OBJECTS"
  })
  void listedStoresAreKnownByTheirScheme(String address, StoreKind kind) {
    assertThat(kind(address)).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https", "ftp", "har"})
  void whatHadoopHasAClientForButNoPromiseIsRefused(String scheme) {
    String address = scheme + "://host/out";
    assertThatThrownBy(() -> Folder.of(address, settings))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("'" + address + "': a store of this kind may show files that are")
        .hasMessageContaining("expected a folder or an address that begins with abfs:")
        .hasMessageContaining("s3a:")
        .hasMessageEndingWith(
            "synprune.storage." + scheme + "=renaming among Hadoop's settings says so");
    settings.set("fs.defaultFS", scheme + "://host");
    assertThatThrownBy(() -> Folder.of("out", settings))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a store of this kind");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wasb", "wasbs", "ofs", "o3fs", "oss", "adl", "sftp"})
  void unlistedStoresNeedTheUsersWord(String scheme) {
    String address = scheme + "://host/out";
    assertThatThrownBy(() -> kind(address)).isInstanceOf(BadInputException.class);
    settings.set("synprune.storage." + scheme, "renaming");
    assertThat(kind(address)).isEqualTo(StoreKind.RENAMING);
    settings.set("synprune.storage." + scheme, " Objects ");
    assertThat(kind(address)).isEqualTo(StoreKind.OBJECTS);
    settings.set("synprune.storage." + scheme, "yes");
    assertThatThrownBy(() -> kind(address))
        .isInstanceOf(BadInputException.class)
        .hasMessage("synprune.storage." + scheme + " is 'yes', expected renaming or objects");
  }

  @Test
  void theUsersWordDoesNotChangeAListedStore() {
    settings.set("synprune.storage.s3a", "renaming");
    assertThat(kind("s3a://bucket/out")).isEqualTo(StoreKind.OBJECTS);
  }

  @Test
  void aViewIsWhatItMounts() {
    assertThatThrownBy(() -> kind("viewfs://team/out"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a view of such that rename");
    settings.set("fs.viewfs.mounttable.team.link./a", "hdfs://one/a");
    settings.set("fs.viewfs.mounttable.team.linkFallback", "hdfs://two/");
    assertThat(kind("viewfs://team/out")).isEqualTo(StoreKind.RENAMING);
    assertThatThrownBy(() -> kind("viewfs:///out")).isInstanceOf(BadInputException.class);
    settings.set("fs.viewfs.mounttable.default.link./a", "abfs://c@account/");
    assertThat(kind("viewfs:///out")).isEqualTo(StoreKind.RENAMING);
    settings.set("fs.viewfs.mounttable.team.link./b", "s3a://bucket/b");
    assertThatThrownBy(() -> kind("viewfs://team/out")).isInstanceOf(BadInputException.class);
    settings.set("fs.viewfs.mounttable.team.link./b", "hdfs://one/b,hdfs://two/b");
    assertThatThrownBy(() -> kind("viewfs://team/out")).isInstanceOf(BadInputException.class);
  }
}
