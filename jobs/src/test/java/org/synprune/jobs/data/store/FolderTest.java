package org.synprune.jobs.data.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.data.Fixture.hours;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.Fixture;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.RealData;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.files.FaultyFiles;
import org.synprune.jobs.files.FaultyFiles.Fault;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.RemoteFolders;

/** A series folder is whole or not there, and made again only when something changed. */
class FolderTest {

  @TempDir Path temp;
  private Fixture fixture;

  @BeforeEach
  void own() {
    fixture = new Fixture(temp).conf(Fixture.HOURLY).file("own.csv", hours(40, 3));
  }

  private Path place() {
    return temp.resolve("series/own/strict");
  }

  @Test
  void isReusedWhileNothingChanges() throws IOException {
    PreparedSeries first = fixture.prepare(Protocol.STRICT);
    assertThat(first.reused()).isFalse();
    assertThat(first.folder()).isEqualTo(Folder.local(place()));
    List<String> files = fixture.left();
    PreparedSeries second = fixture.prepare(Protocol.STRICT);
    assertThat(second.reused()).isTrue();
    assertThat(second.info()).isEqualTo(first.info());
    assertThat(second.missing()).isEqualTo(first.missing());
    assertThat(fixture.left()).isEqualTo(files);

    fixture.file("own.csv", hours(40, 5));
    PreparedSeries other = fixture.prepare(Protocol.STRICT);
    assertThat(other.reused()).isFalse();
    assertThat(other.info().sha256()).isNotEqualTo(first.info().sha256());
    fixture.conf(Fixture.HOURLY.replace("steps = [1, 2]", "steps = [1]"));
    assertThat(fixture.prepare(Protocol.STRICT).reused()).isFalse();
    fixture.conf(
        Fixture.HOURLY.replace("steps = [1, 2]", "steps = [1]").replace("a test's own", "x"));
    assertThat(fixture.prepare(Protocol.STRICT).reused()).isTrue();
    assertThat(fixture.lookback(3).prepare(Protocol.STRICT).reused()).isFalse();
    // Of what was replaced only the rows before are left, for those who are reading them.
    assertThat(fixture.left()).allMatch(f -> f.startsWith("own/strict/"));
    assertThat(temp.resolve("series/own").toFile().list()).hasSize(1);
    assertThat(place().toFile().list()).hasSize(3);
  }

  @Test
  void badInputLeavesTheFolderBeforeAsItWas() throws IOException {
    PreparedSeries first = fixture.prepare(Protocol.STRICT);
    List<String> files = fixture.left();
    fixture.file("own.csv", hours(40, 3).replace("2024-01-02 07:00", "yesterday"));
    assertThatThrownBy(() -> fixture.prepare(Protocol.STRICT))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 33");
    assertThat(fixture.left()).isEqualTo(files);
    fixture.file("own.csv", hours(40, 3));
    assertThat(fixture.prepare(Protocol.STRICT).info()).isEqualTo(first.info());
  }

  @Test
  void aWriteThatFailsHalfwayLeavesNothing() {
    PreparedSeries first = fixture.prepare(Protocol.STRICT);
    List<String> files = fixture.left();
    JavaRDD<SeriesBlock> failing =
        new JavaSparkContext(LocalSpark.get().sparkContext())
            .parallelize(List.of(1, 2), 2)
            .map(
                i -> {
                  if (i == 2) {
                    throw new IllegalStateException("disk is full");
                  }
                  return new SeriesBlock(
                      0,
                      0,
                      0,
                      new long[1],
                      new int[1],
                      new String[] {"any"},
                      new boolean[1],
                      new double[1],
                      new float[1],
                      new float[0][]);
                });
    SeriesWriter writer = new SeriesWriter(SeriesSchema.of("a", List.of()));
    assertThatThrownBy(() -> writer.write(first.folder().resolve(StoredSeries.newRows()), failing))
        .hasStackTraceContaining("disk is full");
    assertThat(fixture.left()).isEqualTo(files);
  }

  @ParameterizedTest
  @CsvSource({"FAILS, true", "KILLED, true", "FAILS, false", "KILLED, false"})
  void aFaultAtAnyWriteLeavesTheOldOrTheNewSeries(Fault fault, boolean renaming) {
    RemoteFolders remote =
        (renaming ? RemoteFolders.renaming(temp) : RemoteFolders.objects(temp))
            .in(LocalSpark.get());
    Folder place = SeriesStore.folder(remote.folder("series"), "own", Protocol.STRICT);
    Prepare prepare =
        Prepare.in(LocalSpark.get())
            .dataset(fixture.conf())
            .maxLookback(2)
            .from(temp)
            .into(remote.folder("series"));
    boolean reached = true;
    int at = 1;
    for (; reached; at++) {
      fixture.file("own.csv", hours(40, 3));
      String before = prepare.run().info().id();
      fixture.file("own.csv", hours(40, 5));
      String[] present = remote.local("series/own/strict").toFile().list();
      boolean failed = false;
      remote.fail(fault, at);
      try {
        prepare.run();
      } catch (BadInputException | FaultyFiles.Killed e) {
        failed = true;
      }
      reached = remote.heal();
      Series series = SeriesStore.read(LocalSpark.get(), place);
      assertThat(series.info().rows()).isEqualTo(40);
      String id = series.info().id();
      // The file decides the raw values, so these say whether rows and manifest belong together.
      assertThat(series.rawTarget()[1]).isEqualTo(id.equals(before) ? 3 : 5);
      if (!failed) {
        assertThat(id).isNotEqualTo(before);
      } else if (fault == Fault.FAILS && id.equals(before)) {
        assertThat(remote.local("series/own/strict").toFile().list())
            .containsExactlyInAnyOrder(present);
      }
      assertThat(at).isLessThan(60);
    }
    assertThat(at).isGreaterThan(5);
  }

  @Test
  void aFolderThatCannotBeUsedIsNamed() throws IOException {
    Files.createDirectories(temp.resolve("series"));
    Files.writeString(temp.resolve("series/own"), "a file in the way");
    assertThatThrownBy(() -> fixture.prepare(Protocol.STRICT))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("series/own/strict/manifest.json: can't be read");
  }

  @Test
  void foldersMayHaveBlanksBracketsAndPercents() throws IOException {
    Path odd = Files.createDirectory(temp.resolve("my data [1] {x} %20 *"));
    Fixture there = new Fixture(odd).conf(Fixture.HOURLY).file("own.csv", hours(40, 3));
    assertThat(there.series(Protocol.STRICT).info().rows()).isEqualTo(40);
  }

  @Test
  void whatAKilledProcessLeftGoesAfterADay() throws IOException {
    fixture.prepare(Protocol.STRICT);
    Path stale = Files.createDirectories(place().resolve(rows(Duration.ofHours(25)) + "/below"));
    Path young = Files.createDirectory(place().resolve(rows(Duration.ofHours(23))));
    Path other = Files.createDirectory(place().resolve("notes"));
    fixture.file("own.csv", hours(40, 5)).prepare(Protocol.STRICT);
    assertThat(stale.getParent()).doesNotExist();
    assertThat(young).exists();
    assertThat(other).exists();
  }

  private static String rows(Duration age) {
    return RowsFolder.fresh(Instant.now().minus(age));
  }

  @Test
  void aFolderOfAnEarlierVersionIsReadAndReplaced() throws IOException {
    StoredSeries made = StoredSeries.of(fixture.prepare(Protocol.STRICT).folder());
    Path file = place().resolve("manifest.json");
    Files.move(made.rows().local().orElseThrow(), place().resolve("data"));
    Files.writeString(file, Files.readString(file).replaceFirst(",\\s*\"data\" : \"[^\"]*\"", ""));
    assertThat(Files.readString(file)).doesNotContain("rows-");
    assertThat(SeriesStore.read(LocalSpark.get(), place()).info()).isEqualTo(made.info());
    assertThat(fixture.prepare(Protocol.STRICT).reused()).isTrue();
    fixture.file("own.csv", hours(40, 5)).prepare(Protocol.STRICT);
    assertThat(place().resolve("data")).exists();
    fixture.file("own.csv", hours(40, 7)).prepare(Protocol.STRICT);
    assertThat(place().resolve("data")).doesNotExist();
    assertThat(SeriesStore.read(LocalSpark.get(), place()).rawTarget()[1]).isEqualTo(7);
  }

  @Test
  void aManifestCannotNameAFolderElsewhere() throws IOException {
    fixture.prepare(Protocol.STRICT);
    Path file = place().resolve("manifest.json");
    Files.writeString(file, Files.readString(file).replaceFirst("\"rows-[^\"]*\"", "\"../paper\""));
    assertThatThrownBy(() -> SeriesStore.read(LocalSpark.get(), place()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no manifest.json of version 1");
  }

  @Test
  void theTextIsReadOnce() throws Exception {
    Path file = temp.resolve("household_power_consumption.txt");
    Generator.of("power").rows(20_000).to(file);
    AtomicLong records = new AtomicLong();
    SparkContext context = LocalSpark.get().sparkContext();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            records.addAndGet(end.taskMetrics().inputMetrics().recordsRead());
          }
        };
    context.addSparkListener(listener);
    try {
      fixture.block(1_000).prepare(RealData.builtIn("power-minute"), Protocol.STRICT);
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    // The lines, and the chunks of 1,000 rows from the cache in two further passes.
    assertThat(records.get()).isBetween(20_001L, 20_200L);
  }
}
