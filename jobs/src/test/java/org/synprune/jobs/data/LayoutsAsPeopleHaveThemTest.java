package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.data.OwnFiles.ROWS;
import static org.synprune.jobs.data.OwnFiles.day;
import static org.synprune.jobs.data.OwnFiles.plain;
import static org.synprune.jobs.data.OwnFiles.rows;
import static org.synprune.jobs.data.OwnFiles.value;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are found wherever people's files have them. */
class LayoutsAsPeopleHaveThemTest {

  private static final String DATE = " time { columns = [date], pattern = \"yyyy-MM-dd\" }";

  @TempDir Path temp;
  private OwnFiles own;

  @BeforeEach
  void start() {
    own = new OwnFiles(temp);
  }

  @Test
  void linesAboveTheNamesAreSkippedOrComments() {
    String file = "# made by a logger\n# unit: MW, \"as is\n" + plain();
    own.file(file);
    own.refused(
        "line 1: no column 'date', found # made by a logger", "comment = \"#\"", "skip = N");
    own.source("comment = \"#\"," + DATE);
    own.isPlain();
    own.source("skip = 2," + DATE);
    own.isPlain();
  }

  @Test
  void commentsMayStandBetweenRows() {
    own.source("comment = \"//\"," + DATE)
        .file(plain().replace("\n2023-01-05", "\n// stopped, \"restarted\n2023-01-05"));
    own.isPlain();
  }

  @Test
  void commentsMayHaveTheCellsOfRows() {
    own.source("comment = \"#\"," + DATE)
        .file(
            rows("station,date,value", ROWS, i -> "A," + day(i) + "," + value(i))
                .replace("A,2023-01-05", "#A,2023-01-05,999\nA,2023-01-05"));
    own.isPlain();
  }

  @Test
  void threeLinesOfNamesAreSkippedAndNamed() {
    own.file("Price,value\nTicker,ABC\nDate,\n" + plain().replaceFirst("date,value\n", ""))
        .source("time { columns = [Price], pattern = \"yyyy-MM-dd\" }");
    own.refused("line 2, column 'Price': is 'Ticker'", "the rows begin at line 4: skip = 3");
    own.source("skip = 3, names = [date, value]," + DATE);
    own.isPlain();
  }

  @Test
  void aFileWithoutNamesIsGivenThem() {
    own.file(plain().replaceFirst("date,value\n", ""));
    own.refused("line 1: no column 'date'", "'names' gives them where there are none");
    own.source("names = [date, value]," + DATE);
    own.isPlain();
  }

  @Test
  void aFooterIsPassedOver() {
    own.file(plain() + "\nSource: someone\nAs of 2024, \"draft\"\n");
    own.refused("line 43: 1 cells, expected 2", "footer = 2 passes over the last lines");
    own.source("footer = 2," + DATE);
    own.isPlain();
    own.source("footer = 3," + DATE);
    assertThat(own.values()).hasSize(ROWS - 1);
    assertThat(own.warnings())
        .singleElement()
        .asString()
        .contains(
            "1 of the last lines could be read as rows", "footer = 3; empty lines don't count");
  }

  @Test
  void cellsAreApartByBlanks() {
    own.source("delimiter = \" \"," + DATE)
        .file(plain().replace(",", "   ").replace("date   ", "date "));
    own.refused("delimiter = blanks");
    own.source("delimiter = blanks," + DATE).file("  " + plain().replace(",", " \t  "));
    own.isPlain();
  }

  @Test
  void cellsHaveWidths() {
    own.source("widths = [10, 6], names = [date, value]," + DATE)
        .file(
            rows("", ROWS, i -> day(i) + String.format(java.util.Locale.ROOT, "%6.1f", value(i)))
                .substring(1));
    own.isPlain();
  }

  @Test
  void aNoteMayGoOverLines() {
    own.file(
        rows(
            "date,value,note",
            ROWS,
            i -> day(i) + "," + value(i) + ",\"" + (i == 20 ? "two\nlines, even" : "one") + "\""));
    own.isPlain();
    own.file(
        rows("date,value,note", ROWS, i -> day(i) + "," + value(i) + "," + (i == 20 ? "\"" : "x")));
    own.refused("line 22: a quote isn't closed");
  }

  @Test
  void badLinesBelowALongNoteAreCountedRight() {
    own.file(
        rows(
            "date,value,note",
            ROWS,
            i ->
                day(i)
                    + ","
                    + (i == 30 ? "x" : value(i))
                    + ",\""
                    + (i == 20 ? "two\n\nlines" : "one")
                    + "\""));
    own.refused("line 34, column 'value': is 'x'");
  }

  private static String many() {
    return rows(
        "date,id,value",
        2 * ROWS,
        i -> day(i / 2) + "," + "AB".charAt(i % 2) + "," + (value(i / 2) + i % 2 * 100));
  }

  @Test
  void oneOfManySeriesIsChosen() {
    own.file(many());
    own.refused(
        "line 3, column 'date'", "where { \"id\" = \"B\" } chooses", "'pivot' makes columns");
    own.source("where { id = A }," + DATE);
    own.isPlain();
    own.source("where { id = [Z] }," + DATE);
    own.refused("no rows", "Z");
  }

  @Test
  void manySeriesBecomeColumns() {
    own.columns("A, B").source("pivot { names = id, values = value }," + DATE).file(many());
    own.isPlain();
    assertThat(own.warnings()).isEmpty();
    assertThat(own.series().width()).isEqualTo(2);
    assertThat(own.prepared().inputRows()).isEqualTo(ROWS);
    // All of A, then all of B, some of B missing.
    String apart =
        rows("date,id,value", ROWS, i -> day(i) + ",A," + value(i))
            + rows("date,id,value", ROWS, i -> day(i) + (i % 9 == 4 ? ",C,1" : ",B," + i));
    own.file(apart);
    own.isPlain();
    assertThat(own.prepared().missing()).containsEntry("A", 0L).containsEntry("B", 4L);
    own.file(apart + day(3) + ",B,7\n");
    own.source("pivot { names = id, values = value }");
    own.refused("'sources.pivot'", "expected time.columns");
    own.source("pivot { names = id, values = value }," + DATE);
    own.refused("line 83, column 'date': the time 2023-01-04T00:00 is in line 46 already");
  }

  @Test
  void aSeriesInARowBecomesRows() {
    StringBuilder wide = new StringBuilder("id,unit");
    StringBuilder one = new StringBuilder("\nY1,t");
    StringBuilder two = new StringBuilder("\nY2,t");
    for (int i = 0; i < ROWS; i++) {
      wide.append(",").append(1950 + i);
      one.append(",").append(i > 35 ? "" : i == 7 ? "" : value(i));
      two.append(",").append(i);
    }
    own.resolution("1y")
        .source(
            "unpivot { ids = [id, unit] }, where { id = Y1 }, missing = [\"\"],"
                + " time { columns = [column], pattern = yyyy }")
        .file(wide.append(one).append(two).append('\n').toString());
    assertThat(own.values()).hasSize(36);
    assertThat(own.values().get(7)).isNaN();
    assertThat(own.values().get(35)).isEqualTo(value(35));
    assertThat(own.times().get(0)).hasToString("1950-01-01T00:00");
    own.source("unpivot { ids = [id, unit] }, missing = [\"\"]");
    own.refused("line 3: a second series", "where { \"id\" = \"Y2\" }");
  }

  @Test
  void columnsMayBeCalledAnything() {
    own.columns("target, Target, row, \"time\", split, close, Close")
        .file(
            rows(
                "date,Target,target,row,time,split,close,Close",
                ROWS,
                i -> day(i) + ",1," + value(i) + "," + i + ",2,3," + -i + "," + 2 * i));
    own.isPlain();
    assertThat(own.prepared().info().features())
        .containsExactly("target", "Target", "row", "time", "split", "close", "Close");
    var series = own.series();
    // Equal up to sign and factor before scaling, so equal or opposite after it.
    for (int row = 0; row < ROWS; row++) {
      int at = row * series.width();
      assertThat(series.features()[at]).isEqualTo(series.target()[row]);
      assertThat(series.features()[at + 5]).isEqualTo(-series.features()[at + 2]);
      assertThat(series.features()[at + 6]).isEqualTo(series.features()[at + 2]);
    }
  }

  @Test
  void invisibleBlanksInNamesAndCellsArePassedOver() {
    own.file(plain().replace("date,value", "\u200bdate,value\u00a0").replace("\n2", "\n\u00a02"));
    own.isPlain();
    assertThat(own.warnings()).singleElement().asString().contains("'date'", "U+200B");
  }

  @Test
  void numbersAreReadAsTheKeysSay() {
    own.file(
        rows("date,value", ROWS, i -> day(i) + ",\"$" + "1," + (100 + i) + ".50\"")
            .replace("$1,105.50", "($1,105.50)"));
    own.refused(
        "line 2, column 'value': is '$1,100.50', expected a number", "thousands = \",\"", "strip");
    own.source("thousands = \",\", strip = [\"$\"], brackets = true," + DATE);
    List<Double> values = own.values();
    assertThat(values.get(0)).isEqualTo(1100.5);
    assertThat(values.get(5)).isEqualTo(-1105.5);
  }
}
