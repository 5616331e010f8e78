package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.data.OwnFiles.ROWS;
import static org.synprune.jobs.data.OwnFiles.rows;
import static org.synprune.jobs.data.OwnFiles.value;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.series.Series;

/** A series' rows have the times that people mean. */
class TimesAsPeopleHaveThemTest {

  private static final LocalDateTime NEW_YEAR = LocalDateTime.of(2023, 1, 1, 0, 0);

  @TempDir Path temp;
  private OwnFiles own;

  @BeforeEach
  void start() {
    own = new OwnFiles(temp);
  }

  private static List<Double> plainValues() {
    return IntStream.range(0, ROWS).mapToObj(OwnFiles::value).toList();
  }

  private static String time(String pattern, LocalDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }

  @Test
  void twoDigitYearsOfTheLastCenturyComeFirst() {
    own.resolution("irregular")
        .source("time { columns = [date], pattern = \"MM/dd/yy\" }")
        .file(
            rows(
                "date,value",
                ROWS,
                i -> time("MM/dd/yy", LocalDateTime.of(1998, 1, 5, 0, 0).plusMonths(i)) + "," + i));
    List<LocalDateTime> times = own.times();
    assertThat(times.get(0)).isEqualTo(LocalDateTime.of(1998, 1, 5, 0, 0));
    assertThat(times.get(ROWS - 1)).isEqualTo(LocalDateTime.of(2001, 4, 5, 0, 0));
    assertThat(own.warnings()).isEmpty();
  }

  @Test
  void hour24IsTheEndOfItsDay() {
    own.resolution("1h")
        .source("time { columns = [date], pattern = \"yyyy-MM-dd k\" }")
        .file(
            rows(
                "date,value",
                100,
                i -> "2023-01-%02d %d,%s".formatted(1 + i / 24, 1 + i % 24, value(i))));
    assertThat(own.times())
        .containsExactlyElementsOf(
            IntStream.range(0, 100).mapToObj(i -> NEW_YEAR.plusHours(i + 1)).toList());
    assertThat(own.warnings()).isEmpty();
  }

  @Test
  void daysWithAnOffsetAreTheirOwnDateAndWeekdays() {
    LocalDate monday = LocalDate.of(2022, 1, 3);
    own.source("time { columns = [date], pattern = \"yyyy-MM-dd HH:mm:ssXXX\" }")
        .calendar("day-of-week")
        .file(
            rows(
                "date,value",
                ROWS,
                i -> monday.plusDays(i / 5 * 7 + i % 5) + " 00:00:00+09:00," + value(i)));
    List<LocalDateTime> times = own.times();
    assertThat(times.get(0)).isEqualTo(monday.atStartOfDay());
    Series series = own.series();
    int day = series.info().features().indexOf("time_day_of_week");
    double first = series.features()[day];
    // Monday, and the Monday after five days and a weekend that is filled.
    assertThat((double) series.features()[7 * series.width() + day]).isEqualTo(first);
    for (int row = 0; row < times.size(); row++) {
      boolean weekend = times.get(row).getDayOfWeek().getValue() > 5;
      assertThat(series.observed()[row]).as(times.get(row).toString()).isEqualTo(!weekend);
    }
  }

  @Test
  void weeksBeginWhereTheFileHasThem() {
    LocalDate monday = LocalDate.of(2015, 1, 5);
    for (String step : List.of("7d", "1w")) {
      for (int shift : new int[] {0, 2, 6}) {
        own.resolution(step)
            .file(rows("date,value", ROWS, i -> monday.plusDays(shift + 7L * i) + "," + value(i)));
        assertThat(own.times())
            .containsExactlyElementsOf(
                IntStream.range(0, ROWS)
                    .mapToObj(i -> monday.plusDays(shift + 7L * i).atStartOfDay())
                    .toList());
        assertThat(own.warnings()).isEmpty();
      }
    }
  }

  @Test
  void monthsAreStepsHoweverManyDaysTheyHave() {
    own.resolution("1M")
        .source("time { columns = [date], pattern = \"yyyy-MM\" }")
        .file(
            rows(
                "date,value",
                ROWS,
                i ->
                    i == 5
                        ? ""
                        : time("yyyy-MM", LocalDateTime.of(1949, 1, 1, 0, 0).plusMonths(i))
                            + ","
                            + value(i)));
    assertThat(own.times())
        .containsExactlyElementsOf(
            IntStream.range(0, ROWS)
                .mapToObj(i -> LocalDateTime.of(1949, 1, 1, 0, 0).plusMonths(i))
                .toList());
    assertThat(own.values().get(5)).isNaN();
    assertThat(own.values().get(6)).isEqualTo(value(6));
  }

  @Test
  void endsOfQuartersAndYearsAreTheirSteps() {
    LocalDate first = LocalDate.of(2010, 4, 1);
    own.resolution("3M")
        .file(
            rows("date,value", ROWS, i -> first.plusMonths(3L * i).minusDays(1) + "," + value(i)));
    assertThat(own.times().get(0)).isEqualTo(LocalDateTime.of(2010, 3, 1, 0, 0));
    assertThat(own.values()).isEqualTo(plainValues());
    own.resolution("1y")
        .source("time { columns = [date], pattern = \"yyyy\" }")
        .file(rows("date,value", ROWS, i -> 1950 + i + "," + value(i)));
    assertThat(own.times().get(39)).isEqualTo(LocalDateTime.of(1989, 1, 1, 0, 0));
    assertThat(own.values()).isEqualTo(plainValues());
  }

  @Test
  void daysAreAveragedToWholeMonths() {
    own.resolution("1M")
        .source("step = 1d, time { columns = [date] }")
        .more("min-share = 1")
        .file(rows("date,value", 400, i -> OwnFiles.day(i) + "," + i));
    List<Double> values = own.values();
    assertThat(values.get(0)).isEqualTo(15);
    assertThat(values.get(1)).isEqualTo(31 + 13.5);
    // February 2024 isn't whole: 4 of 29 days.
    assertThat(values).hasSize(13);
    assertThat(own.times().get(12)).isEqualTo(LocalDateTime.of(2024, 1, 1, 0, 0));
  }

  @Test
  void secondsAreSteps() {
    own.resolution("10s")
        .source("time { columns = [date] }")
        .file(rows("date,value", ROWS, i -> NEW_YEAR.plusSeconds(10L * i) + "," + value(i)));
    assertThat(own.times().get(ROWS - 1)).isEqualTo(NEW_YEAR.plusSeconds(10L * (ROWS - 1)));
    assertThat(own.values()).isEqualTo(plainValues());
  }

  @Test
  void timesOffTheirStepGoToTheNearest() {
    int[] off = {0, 3, -2, 4, -1, 1};
    String file =
        rows(
            "date,value",
            ROWS,
            i -> NEW_YEAR.plusHours(i + 1L).plusSeconds(off[i % off.length]) + "," + value(i));
    own.resolution("1h").source("time { columns = [date] }").file(file);
    assertThatThrownBy(own::prepared)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("own.csv, line 4, column 'date': the time 2023-01-01T02:00")
        .hasMessageContaining("(written '2023-01-01T02:59:58') is in line 3 already")
        .hasMessageContaining("time.snap = nearest");
    own.source("time { columns = [date], snap = nearest }");
    assertThat(own.times())
        .containsExactlyElementsOf(
            IntStream.range(1, ROWS + 1).mapToObj(NEW_YEAR::plusHours).toList());
    assertThat(own.warnings())
        .singleElement()
        .asString()
        .contains("33 of 40 rows aren't at the start of a step of 1h", "nearest");
  }

  @Test
  void rowsWithoutTimesAreCounted() {
    own.resolution("1h")
        .source("time { start = \"2020-02-29 22:00\" }")
        .file(rows("value", ROWS, i -> String.valueOf(value(i))));
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.times().get(2)).isEqualTo(LocalDateTime.of(2020, 3, 1, 0, 0));
    own.resolution("irregular").source("");
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.warnings()).isEmpty();
    own.resolution("7d").source("time { start = 2015-01-07 }");
    assertThat(own.times().get(1)).isEqualTo(LocalDateTime.of(2015, 1, 14, 0, 0));
  }

  @Test
  void severalColumnsMakeATime() {
    own.source("time { columns = [year, month, day], pattern = \"yyyy M d\" }")
        .file(
            rows(
                "year,month,day,value",
                ROWS,
                i -> {
                  LocalDate day = LocalDate.parse(OwnFiles.day(i));
                  return day.getYear()
                      + ","
                      + day.getMonthValue()
                      + ","
                      + day.getDayOfMonth()
                      + ","
                      + value(i);
                }));
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.times().get(31)).isEqualTo(LocalDateTime.of(2023, 2, 1, 0, 0));
  }

  @Test
  void aTimeInAnotherFormIsAnsweredWithItsPattern() {
    own.source("time { columns = [date], pattern = \"dd/MM/yyyy\" }").file(OwnFiles.plain());
    assertThatThrownBy(own::prepared)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "line 2, column 'date': is '2023-01-01', expected a time such as dd/MM/yyyy;"
                + " pattern = \"yyyy-MM-dd\" would read it");
    assertThat(own.left()).isEmpty();
  }

  @Test
  void emptyRowsAreStepsWhereRowsAreCounted() {
    own.resolution("1h").file(rows("value", ROWS, i -> (i == 10 ? "\n" : "") + value(i)) + "\n\n");
    own.source("");
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.warnings())
        .singleElement()
        .asString()
        .contains("1 empty rows stand between rows that are counted", "missing = [\"\"]");
    own.source("missing = [\"\"], time { start = 2020-01-01 }");
    assertThat(own.values()).hasSize(ROWS + 1);
    assertThat(own.values().get(10)).isNaN();
    assertThat(own.values().get(11)).isEqualTo(value(10));
    assertThat(own.times().get(11)).isEqualTo(LocalDateTime.of(2020, 1, 1, 11, 0));
  }

  @Test
  void stepsOfTwoMonthsBeginWithTheFirstRow() {
    own.resolution("2M")
        .file(
            rows(
                "date,value",
                ROWS,
                i -> LocalDate.of(2015, 2, 1).plusMonths(2L * i) + "," + value(i)));
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.times().get(0)).isEqualTo(LocalDateTime.of(2015, 2, 1, 0, 0));
    assertThat(own.times().get(39)).isEqualTo(LocalDateTime.of(2021, 8, 1, 0, 0));
  }

  @Test
  void timesOfDigitsOnlyAreNoUnixTime() {
    own.resolution("1h")
        .source("time { columns = [date] }")
        .file(
            rows(
                "date,value",
                ROWS,
                i -> time("yyyyMMddHH", NEW_YEAR.plusHours(i)) + "," + value(i)));
    own.refused("is '2023010100'", "pattern = \"yyyyMMddHH\" would read it");
    own.source("time { columns = [date], pattern = yyyyMMddHH }");
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.times().get(1)).isEqualTo(LocalDateTime.of(2023, 1, 1, 1, 0));
  }

  @Test
  void aTimeThatCouldBeTwoIsAnsweredWithBothPatterns() {
    own.source("time { columns = [date] }")
        .file(OwnFiles.plain().replace("2023-01-01", "3/4/2023"));
    own.refused("pattern = \"M/d/yyyy\" or \"d/M/yyyy\" would read it");
  }
}
