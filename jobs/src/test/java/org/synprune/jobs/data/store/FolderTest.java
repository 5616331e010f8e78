package org.synprune.jobs.data.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.data.Fixture.hours;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.Fixture;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.RealData;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.files.FaultyFiles;
import org.synprune.jobs.files.FaultyFiles.Fault;
import org.synprune.jobs.files.Replacement;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;

/** A series folder is whole or not there, and made again only when something changed. */
class FolderTest {

  @TempDir Path temp;
  private Fixture fixture;

  @BeforeEach
  void own() {
    fixture = new Fixture(temp).conf(Fixture.HOURLY).file("own.csv", hours(40, 3));
  }

  @Test
  void isReusedWhileNothingChanges() throws IOException {
    PreparedSeries first = fixture.prepare(Protocol.STRICT);
    assertThat(first.reused()).isFalse();
    assertThat(first.folder()).isEqualTo(temp.resolve("series/own/strict"));
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
    // Nothing of the replaced folders is left.
    assertThat(fixture.left()).allMatch(f -> f.startsWith("own/strict/"));
    assertThat(temp.resolve("series/own").toFile().list()).hasSize(1);
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
    JavaRDD<SeriesRow> failing =
        new JavaSparkContext(LocalSpark.get().sparkContext())
            .parallelize(List.of(1, 2), 2)
            .map(
                i -> {
                  if (i == 2) {
                    throw new IllegalStateException("disk is full");
                  }
                  SeriesRow row = new SeriesRow(0);
                  row.split = "any";
                  return row;
                });
    SeriesWriter writer = new SeriesWriter(SeriesSchema.of("a", List.of()));
    assertThatThrownBy(
            () ->
                writer.write(
                    Replacement.aside(first.folder()), failing, Manifest.read(first.folder())))
        .hasStackTraceContaining("disk is full");
    assertThat(fixture.left()).isEqualTo(files);
  }

  @ParameterizedTest
  @EnumSource
  void aFaultAtAnyWriteLeavesTheOldOrTheNewSeries(Fault fault) {
    String old = hours(40, 3);
    String other = hours(40, 5);
    boolean reached = true;
    for (int at = 1; reached; at++) {
      String before = fixture.file("own.csv", old).prepare(Protocol.STRICT).info().id();
      fixture.file("own.csv", other);
      FaultyFiles files = new FaultyFiles(fault, at);
      Prepare prepare =
          Prepare.in(LocalSpark.get())
              .dataset(fixture.conf())
              .maxLookback(2)
              .from(temp)
              .into(files.path(temp.resolve("series")));
      boolean failed = false;
      try {
        prepare.run();
      } catch (BadInputException | FaultyFiles.Killed e) {
        failed = true;
      }
      Path place = SeriesStore.folder(temp.resolve("series"), "own", Protocol.STRICT);
      Series series = SeriesStore.read(LocalSpark.get(), place);
      assertThat(series.info().rows()).isEqualTo(40);
      String id = series.info().id();
      // The file decides the raw values, so these say whether data and manifest belong together.
      assertThat(series.rawTarget()[1]).isEqualTo(id.equals(before) ? 3 : 5);
      reached = files.reached();
      if (!failed) {
        assertThat(id).isNotEqualTo(before);
      } else if (fault == Fault.FAILS && id.equals(before)) {
        assertThat(fixture.left()).allMatch(f -> f.startsWith("own/strict/"));
      }
      assertThat(at).isLessThan(60);
    }
  }

  @Test
  void anUpdateThatIsNotPublishedChangesNothing() throws IOException {
    PreparedSeries first = fixture.prepare(Protocol.STRICT);
    List<String> files = fixture.left();
    fixture.file("own.csv", hours(40, 5));
    Prepare prepare =
        Prepare.in(LocalSpark.get())
            .dataset(fixture.conf())
            .maxLookback(2)
            .from(temp)
            .into(temp.resolve("series"));
    try (SeriesUpdate update = new SeriesUpdate()) {
      PreparedSeries other = update.add(prepare);
      assertThat(other.folder()).isEqualTo(first.folder());
      assertThat(other.info().id()).isNotEqualTo(first.info().id());
      assertThat(SeriesStore.info(update.folder("own", Protocol.STRICT))).contains(other.info());
      assertThat(SeriesStore.info(first.folder())).contains(first.info());
    }
    assertThat(fixture.left()).isEqualTo(files);
    try (SeriesUpdate update = new SeriesUpdate()) {
      PreparedSeries other = update.add(prepare);
      update.publish();
      assertThat(update.folder("own", Protocol.STRICT)).isEqualTo(first.folder());
      assertThat(SeriesStore.info(first.folder())).contains(other.info());
    }
    assertThat(SeriesStore.info(first.folder()).orElseThrow().id()).isNotEqualTo(first.info().id());
    assertThat(fixture.left()).allMatch(f -> f.startsWith("own/strict/"));
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.createDirectories(temp.resolve("series"));
    Files.writeString(temp.resolve("series/own"), "a file in the way");
    assertThatThrownBy(() -> fixture.prepare(Protocol.STRICT))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("can't be written");
  }

  @Test
  void foldersMayHaveBlanksBracketsAndPercents() throws IOException {
    Path odd = Files.createDirectory(temp.resolve("my data [1] {x} %20 *"));
    Fixture there = new Fixture(odd).conf(Fixture.HOURLY).file("own.csv", hours(40, 3));
    assertThat(there.series(Protocol.STRICT).info().rows()).isEqualTo(40);
  }

  @Test
  void whatAKilledProcessLeftAsideGoesAfterADay() throws IOException {
    Path own = Files.createDirectories(temp.resolve("series/own"));
    Path stale = Files.createDirectory(own.resolve(".strict." + new UUID(0, 1) + ".part"));
    Path young = Files.createDirectory(own.resolve(".strict." + new UUID(0, 2) + ".part"));
    Path other = Files.createDirectory(own.resolve(".paper." + new UUID(0, 1) + ".part"));
    for (Path path : List.of(stale, other)) {
      Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    }
    fixture.prepare(Protocol.STRICT);
    assertThat(stale).doesNotExist();
    assertThat(young).exists();
    assertThat(other).exists();
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
