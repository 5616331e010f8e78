package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.data.OwnFiles.ROWS;
import static org.synprune.jobs.data.OwnFiles.day;
import static org.synprune.jobs.data.OwnFiles.plain;
import static org.synprune.jobs.data.OwnFiles.rows;
import static org.synprune.jobs.data.OwnFiles.value;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.store.PreparedSeries;

/**
 * Signs that a file is read otherwise than it was meant are told, and nothing is told without one.
 */
class SeriesWarningsTest {

  @TempDir Path temp;
  private OwnFiles own;

  @BeforeEach
  void start() {
    own = new OwnFiles(temp);
  }

  private void warns(String... parts) {
    assertThat(own.warnings()).singleElement().asString().contains(parts);
    // They are those of the series, also where it isn't made anew.
    PreparedSeries again = own.prepared();
    assertThat(again.reused()).isTrue();
    assertThat(again.warnings()).hasSize(1);
  }

  @Test
  void aPlainFileInEitherOrderHasNone() {
    assertThat(own.file(plain()).warnings()).isEmpty();
    String reversed = rows("date,value", ROWS, i -> day(ROWS - 1 - i) + "," + value(ROWS - 1 - i));
    assertThat(own.file(reversed).warnings()).isEmpty();
  }

  @Test
  void rowsOutOfOrder() {
    own.file(plain().replace("2023-01-20", "2024-01-20")).resolution("irregular");
    warns("rows aren't in order of time", "yyyy-MM-dd");
  }

  @Test
  void aStepFinerThanTheData() {
    own.file(plain()).resolution("1h");
    warns("897 of 937 rows (96%) are made up", "its rows are usually 1d apart (resolution = 1h)");
  }

  @Test
  void yearsThatNobodyMeans() {
    own.file(plain().replace("2023-", "0023-"));
    warns("rows are from 0023-01-01 to 0023-02-09", "is time.pattern (yyyy-MM-dd) right?");
  }

  @Test
  void timesThatAreYetToCome() {
    own.file(plain().replace("2023-", "2049-"));
    warns("rows are from 2049-01-01 to 2049-02-09, which is yet to come", "time.pattern");
  }

  @Test
  void rowsThatAPivotMakesOne() {
    own.columns("A, B")
        .source(
            "pivot { names = id, values = value }, time { columns = [date], duplicates = mean }")
        .file(
            rows("date,id,value", 2 * ROWS, i -> day(i / 2) + "," + "AB".charAt(i % 2) + "," + i)
                + day(3)
                + ",B,7\n");
    assertThat(own.warnings()).anySatisfy(w -> assertThat(w).contains("1 rows had the time"));
  }

  @Test
  void columnsThatAreConstantButForRounding() {
    String minutes =
        rows(
            "date,value,valve",
            60 * ROWS,
            i ->
                "2023-01-%02d %02d:%02d,%s,%s"
                    .formatted(
                        1 + i / 1440,
                        i / 60 % 24,
                        i % 60,
                        value(i),
                        i >= 60 * (ROWS - 5) ? "0.5" : i % 7 == 0 ? "" : "0.1"));
    own.columns("value, valve")
        .resolution("1h")
        .source(
            "step = 1m, missing = [\"\"],"
                + " time { columns = [date], pattern = \"yyyy-MM-dd HH:mm\" }")
        .more("min-share = 0.5")
        .file(minutes);
    warns("column 'valve' is constant in the train rows, but for rounding");
    var series = own.series();
    assertThat(series.features()[1]).isCloseTo(0f, org.assertj.core.api.Assertions.within(1e-6f));
    float last = series.features()[(ROWS - 1) * series.width() + 1];
    assertThat(last).isCloseTo(0.4f, org.assertj.core.api.Assertions.within(1e-6f));
  }

  @Test
  void columnsOfOneValueAndWithoutAny() {
    own.columns("value, one")
        .file(rows("date,value,one", ROWS, i -> day(i) + "," + value(i) + ",3"));
    warns("column 'one' has one value in all train rows");
    own.source("missing = [\"\"], time { columns = [date] }")
        .file(
            rows(
                "date,value,one",
                ROWS,
                i -> day(i) + "," + value(i) + "," + (i < 30 ? "" : String.valueOf(i))));
    warns("column 'one' isn't measured in any train row");
  }

  @Test
  void aTargetThatNoTrainRowHasIsRefused() {
    own.source("missing = [\"\"], time { columns = [date] }")
        .columns("value, other")
        .file(
            rows(
                "date,value,other",
                ROWS,
                i -> day(i) + "," + (i < 30 ? "" : String.valueOf(value(i))) + "," + i));
    assertThatThrownBy(own::prepared)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("column 'value': not measured in any of the 25 train rows");
    assertThat(own.left()).isEmpty();
  }

  @Test
  void rowsThatAreMoved() {
    own.source("time { columns = [date] }")
        .file(rows("date,value", ROWS, i -> day(i) + "T06:30," + value(i)));
    warns("40 of 40 rows aren't at the start of a step of 1d");
  }
}
