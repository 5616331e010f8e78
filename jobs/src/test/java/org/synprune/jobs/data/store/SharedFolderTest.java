package org.synprune.jobs.data.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.data.Fixture.hours;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.Fixture;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.grid.Protocol;

/** Who reads or prepares a series while another prepares it anew. */
class SharedFolderTest {

  @TempDir Path temp;
  private Fixture fixture;

  @BeforeEach
  void own() {
    fixture = new Fixture(temp).conf(Fixture.HOURLY).file("own.csv", hours(40, 3));
  }

  private Path place() {
    return temp.resolve("series/own/strict");
  }

  private Prepare prepare() {
    return Prepare.in(LocalSpark.get())
        .dataset(fixture.conf())
        .maxLookback(2)
        .from(temp)
        .into(temp.resolve("series"));
  }

  @Test
  void whoHasReadTheManifestBeforeFindsItsRows() {
    StoredSeries before = StoredSeries.of(fixture.prepare(Protocol.STRICT).folder());
    fixture.file("own.csv", hours(40, 5)).prepare(Protocol.STRICT);
    assertThat(SeriesStore.read(LocalSpark.get(), before).rawTarget()[1]).isEqualTo(3);
    fixture.file("own.csv", hours(40, 7)).prepare(Protocol.STRICT);
    assertThatThrownBy(() -> SeriesStore.read(LocalSpark.get(), before))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("was prepared anew while it was read");
  }

  @Test
  void twoAtOnceLeaveOneWholeSeriesAndNeitherRemovesTheOthersRows() {
    Prepare prepare = prepare();
    fixture.prepare(Protocol.STRICT);
    try (SeriesUpdate one = new SeriesUpdate();
        SeriesUpdate other = new SeriesUpdate()) {
      fixture.file("own.csv", hours(40, 5));
      one.add(prepare);
      fixture.file("own.csv", hours(40, 7));
      other.add(prepare);
      one.publish();
      assertThat(other.stored("own", Protocol.STRICT).rows().exists()).isTrue();
      assertThat(SeriesStore.read(LocalSpark.get(), place()).rawTarget()[1]).isEqualTo(5);
      other.publish();
      assertThat(one.stored("own", Protocol.STRICT).rows().exists()).isTrue();
    }
    assertThat(SeriesStore.read(LocalSpark.get(), place()).rawTarget()[1]).isEqualTo(7);
  }

  @Test
  void anUpdateThatIsNotPublishedChangesNothing() throws IOException {
    PreparedSeries first = fixture.prepare(Protocol.STRICT);
    List<String> files = fixture.left();
    fixture.file("own.csv", hours(40, 5));
    Prepare prepare = prepare();
    try (SeriesUpdate update = new SeriesUpdate()) {
      PreparedSeries other = update.add(prepare);
      assertThat(other.folder()).isEqualTo(first.folder());
      assertThat(other.info().id()).isNotEqualTo(first.info().id());
      assertThat(update.stored("own", Protocol.STRICT).info()).isEqualTo(other.info());
      assertThat(
              SeriesStore.read(LocalSpark.get(), update.stored("own", Protocol.STRICT))
                  .rawTarget()[1])
          .isEqualTo(5);
      assertThat(SeriesStore.info(first.folder())).contains(first.info());
    }
    assertThat(fixture.left()).isEqualTo(files);
    try (SeriesUpdate update = new SeriesUpdate()) {
      PreparedSeries other = update.add(prepare);
      update.publish();
      assertThat(SeriesStore.info(first.folder())).contains(other.info());
    }
    assertThat(SeriesStore.info(first.folder()).orElseThrow().id()).isNotEqualTo(first.info().id());
    assertThat(fixture.left()).allMatch(f -> f.startsWith("own/strict/"));
  }
}
