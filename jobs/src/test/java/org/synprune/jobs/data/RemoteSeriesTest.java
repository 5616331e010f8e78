package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.data.Fixture.hours;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.files.FileHash;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.RemoteFolders;

/** Series in other stores, made of raw files in other stores, are those of this machine. */
class RemoteSeriesTest {

  private static final String RAW = hours(60, 3);

  private final SparkSession spark = LocalSpark.get();
  @TempDir Path temp;
  private Fixture fixture;

  @BeforeEach
  void own() {
    fixture =
        new Fixture(temp)
            .conf(Fixture.HOURLY.replace("[own.csv]", "[own.csv, own.csv.gz]"))
            .file("own.csv", RAW);
  }

  private RemoteFolders store(boolean renaming) {
    RemoteFolders remote = renaming ? RemoteFolders.renaming(temp) : RemoteFolders.objects(temp);
    return remote.in(spark);
  }

  private static Path put(RemoteFolders remote, String name, byte[] bytes) throws IOException {
    Path file = remote.local("raw/" + name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private PreparedSeries prepare(Folder raw, Folder series) {
    return Prepare.in(spark)
        .dataset(fixture.conf())
        .maxLookback(2)
        .partitions(2)
        .from(raw)
        .into(series)
        .run();
  }

  /** The files of the rows by name, with their bytes' hashes. */
  private static Map<String, String> rows(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".parquet")).toList()) {
        hashes.put(file.getFileName().toString(), FileHash.of(file));
      }
    }
    return hashes;
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void areTheSameByteForByte(boolean renaming, boolean gzip) throws IOException {
    RemoteFolders remote = store(renaming);
    byte[] raw = gzip ? zipped(RAW) : RAW.getBytes(StandardCharsets.UTF_8);
    String name = gzip ? "own.csv.gz" : "own.csv";
    put(remote, name, raw);
    Path here = Files.createDirectory(temp.resolve("here"));
    Files.write(here.resolve(name), raw);
    PreparedSeries local = prepare(Folder.local(here), Folder.local(temp.resolve("series")));
    PreparedSeries made = prepare(remote.folder("raw"), remote.folder("out/series"));

    assertThat(made.info()).isEqualTo(local.info());
    assertThat(made.source()).isEqualTo(name);
    assertThat(made.folder()).hasToString(remote.address("out/series/own/strict"));
    StoredSeries stored = StoredSeries.of(made.folder());
    Path rows = remote.local("out/series/own/strict/" + stored.rows().name());
    assertThat(rows(rows))
        .isEqualTo(rows(StoredSeries.of(local.folder()).rows().local().orElseThrow()))
        .isNotEmpty();
    assertThat(SeriesStore.read(spark, made.folder()).features())
        .isEqualTo(SeriesStore.read(spark, local.folder()).features());
    assertThat(prepare(remote.folder("raw"), remote.folder("out/series")).reused()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRefusedRunLeavesTheSeriesBeforeAndNothingElse(boolean renaming) throws IOException {
    RemoteFolders remote = store(renaming);
    put(remote, "own.csv", RAW.getBytes(StandardCharsets.UTF_8));
    PreparedSeries before = prepare(remote.folder("raw"), remote.folder("series"));
    String[] files = remote.local("series/own/strict").toFile().list();

    put(remote, "own.csv", hours(60, 5).getBytes(StandardCharsets.UTF_8));
    try (SeriesUpdate update = new SeriesUpdate()) {
      update.add(
          Prepare.in(spark)
              .dataset(fixture.conf())
              .maxLookback(2)
              .from(remote.folder("raw"))
              .into(remote.folder("series")));
      assertThat(remote.local("series/own/strict").toFile().list()).hasSize(files.length + 1);
    }
    assertThat(remote.local("series/own/strict").toFile().list()).containsExactlyInAnyOrder(files);
    assertThat(SeriesStore.info(before.folder())).contains(before.info());
    assertThat(SeriesStore.read(spark, before.folder()).rawTarget()[1]).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"own.csv", "own.csv.gz"})
  void aBadLineIsNamedWithItsAddress(String name) throws IOException {
    RemoteFolders remote = store(true);
    String bad = RAW.replace("2024-01-02 07:00,", "2024-01-02 07:00,x");
    put(remote, name, name.endsWith(".gz") ? zipped(bad) : bad.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> prepare(remote.folder("raw"), remote.folder("series")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(remote.address("raw/" + name) + ", line 33, column 'a'");
    assertThat(remote.local("series/own")).doesNotExist();
  }

  @Test
  void whatIsNotThereIsNamedWithItsAddress() throws IOException {
    RemoteFolders remote = store(true);
    assertThatThrownBy(() -> prepare(remote.folder("raw"), remote.folder("series")))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(remote.address("raw") + ": no such folder");
    put(remote, "other.csv", new byte[0]);
    assertThatThrownBy(() -> prepare(remote.folder("raw"), remote.folder("series")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no file of the data set 'own', expected one of own.csv");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void generatedFilesOfAnotherStoreAreMarked(boolean renaming) throws IOException {
    RemoteFolders remote = store(renaming);
    Folder file = remote.folder("raw/AAPL_data.csv");
    Generator generator = Generator.of("sp500").rows(400);
    generator.to(file);
    Path here = temp.resolve("AAPL_data.csv");
    generator.to(here);
    assertThat(remote.local("raw/AAPL_data.csv")).hasSameBinaryContentAs(here);
    assertThat(generator.wrote(file)).isTrue();
    PreparedSeries made =
        Prepare.in(spark)
            .dataset(RealData.builtIn("sp500"))
            .protocol(Protocol.STRICT)
            .from(remote.folder("raw"))
            .into(remote.folder("series"))
            .run();
    assertThat(made.info().generated()).isTrue();
  }
}
