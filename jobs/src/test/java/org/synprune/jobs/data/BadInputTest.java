package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.storage.Folder;

/** One sentence for each thing that can be wrong, and nothing left behind. */
class BadInputTest {

  @TempDir Path temp;
  private Fixture fixture;

  @BeforeEach
  void own() {
    fixture = new Fixture(temp).conf(Fixture.HOURLY);
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(fixture.left()).isEmpty();
  }

  private static String hours(int count) {
    StringBuilder text = new StringBuilder("time,a,b\n");
    for (int i = 0; i < count; i++) {
      text.append("2024-01-%02d %02d:00,%d,%d%n".formatted(1 + i / 24, i % 24, i * i % 17, i));
    }
    return text.toString();
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> fixture.prepare(Protocol.STRICT))
        .isInstanceOf(BadInputException.class)
        .satisfies(
            e -> {
              assertThat(e.getMessage()).contains(parts).doesNotContain("\n");
            });
  }

  @Test
  void noFile() {
    refused(temp.toString(), "no file of the data set 'own'", "expected one of own.csv");
  }

  @Test
  void noFolder() {
    assertThatThrownBy(
            () ->
                Prepare.in(LocalSpark.get())
                    .dataset(fixture.conf())
                    .from(temp.resolve("nowhere"))
                    .into(temp.resolve("series"))
                    .run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nowhere: no such folder");
  }

  @Test
  void noSuchDataset() {
    assertThatThrownBy(() -> DatasetConf.read(new ConfFolder(null), "weather"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("air-quality, bitcoin, power, power-minute, sp500");
  }

  @Test
  void emptyFile() {
    fixture.file("own.csv", "");
    refused("own.csv, line 1", "empty");
  }

  @Test
  void noRows() {
    fixture.file("own.csv", "time,a,b\n");
    refused("own.csv: no rows");
  }

  @Test
  void missingColumn() {
    fixture.file("own.csv", "time,a,c\n2024-01-01 00:00,1,2\n");
    refused("own.csv, line 1: no column 'b', found time, a, c, expected each of time, a, b");
  }

  @Test
  void wrongDelimiterNamesWhatWasFound() {
    fixture.file("own.csv", "time;a;b\n2024-01-01 00:00;1;2\n");
    refused("no column 'time', found time;a;b", "separated by ','");
  }

  @ParameterizedTest
  @CsvSource({"x1", "1d", "0x10", "NaN", "Infinity", "1 2", "1;5", "--1", "1e999"})
  void notANumber(String cell) {
    fixture.file(
        "own.csv",
        hours(50).replaceFirst("\n2024-01-01 03:00,9,", "\n2024-01-01 03:00," + cell + ","));
    refused("own.csv, line 5, column 'a': is '" + cell + "', expected a number or '' for missing");
  }

  @Test
  void theFirstBadLineIsNamed() {
    String text =
        hours(50)
            .replace("2024-01-01 05:00,8,5", "2024-01-01 05:00,8,five")
            .replace("2024-01-02 05:00", "tomorrow");
    fixture.file("own.csv", text);
    refused("own.csv, line 7, column 'b': is 'five'");
  }

  @ParameterizedTest
  @CsvSource({"2024-02-30 05:00", "2024-01-01 25:00", "01/01/2024 05:00", "''"})
  void badTime(String time) {
    fixture.file("own.csv", hours(50).replace("2024-01-01 05:00", time));
    refused("own.csv, line 7, column 'time': is '" + time + "'", "yyyy-MM-dd HH:mm");
  }

  @ParameterizedTest
  @CsvSource(
      value = {"2024-01-01 05:00,8|2 cells", "2024-01-01 05:00,8,5,1|4 cells"},
      delimiter = '|')
  void wrongNumberOfCells(String line, String problem) {
    fixture.file("own.csv", hours(50).replace("2024-01-01 05:00,8,5", line));
    refused("own.csv, line 7: " + problem + ", expected 3");
  }

  @Test
  void openQuote() {
    fixture.file("own.csv", hours(50).replace("2024-01-01 05:00,8,5", "2024-01-01 05:00,\"8,5"));
    refused("own.csv, line 7");
  }

  @Test
  void linesAreCountedAcrossBlankOnes() {
    fixture.file(
        "own.csv",
        "\uFEFF" + hours(50).replace("\n", "\r\n\r\n").replace("05:00,8,5", "05:00,8,?"));
    refused("own.csv, line 13, column 'b': is '?'");
  }

  @Test
  void duplicateTime() {
    fixture.file("own.csv", hours(50).replace("2024-01-02 05:00", "2024-01-01 07:00"));
    refused("own.csv, line 31, column 'time': the time 2024-01-01T07:00 is in line 9 already");
  }

  @Test
  void columnThatWasNeverMeasured() {
    fixture.file("own.csv", hours(50).replaceAll("(?m),[0-9]+$", ","));
    refused("own.csv, column 'b': missing in all 50 rows");
  }

  @Test
  void categoryOutOfItsList() {
    fixture
        .conf(
            Fixture.HOURLY
                .replace("columns = [a, b]\nmax", "columns = [a, b, kind]\nmax")
                .replace("max-fill = 2", "categories = [{ column = kind, values = [x, y] }]"))
        .file("own.csv", "time,a,b,kind\n2024-01-01 00:00,1,2,x\n2024-01-01 01:00,1,2,z\n");
    refused("own.csv, line 3, column 'kind': is 'z', expected one of x, y");
  }

  @Test
  void lookbackLongerThanTheTrainSplit() {
    fixture.file("own.csv", hours(50)).lookback(32);
    refused("own.csv: 50 rows leave 32 train rows, expected more than the longest lookback of 32");
  }

  @Test
  void aShorterSeriesIsPreparedForTheLookbacksThatAreNeeded() {
    fixture.file("own.csv", hours(50));
    Prepare action =
        Prepare.in(LocalSpark.get())
            .dataset(fixture.conf())
            .from(temp)
            .into(temp.resolve("shorter"))
            .maxLookback(60);
    assertThat(action.atLeast(7).run().info().maxLookback()).isEqualTo(7);
    assertThat(action.atLeast(7).run().reused()).isTrue();
    assertThatThrownBy(() -> action.atLeast(40).run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("50 rows leave 32 train rows, expected more than the longest")
        .hasMessageContaining("lookback of 40 (--lookback of 'run'");
  }

  @Test
  void tooFewRows() {
    fixture.file("own.csv", hours(3)).lookback(1);
    refused("own.csv: 3 rows leave 1 train rows, expected more than the longest lookback of 1");
  }

  @Test
  void damagedSeriesFolder() throws Exception {
    Fixture good = new Fixture(Files.createDirectory(temp.resolve("good")));
    good.conf(Fixture.HOURLY).file("own.csv", hours(50));
    Folder folder = good.prepare(Protocol.STRICT).folder();
    folder.storage().remove(folder.resolve("manifest.json").path());
    assertThatThrownBy(() -> SeriesStore.read(LocalSpark.get(), folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no manifest.json");
  }
}
