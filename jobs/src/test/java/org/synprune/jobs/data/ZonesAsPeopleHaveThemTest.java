package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.data.OwnFiles.ROWS;
import static org.synprune.jobs.data.OwnFiles.rows;
import static org.synprune.jobs.data.OwnFiles.value;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.series.Series;

/** Local times become those of a zone, and its days its days. */
class ZonesAsPeopleHaveThemTest {

  @TempDir Path temp;
  private OwnFiles own;

  @BeforeEach
  void start() {
    own = new OwnFiles(temp);
  }

  private static List<Double> plainValues() {
    return IntStream.range(0, ROWS).mapToObj(OwnFiles::value).toList();
  }

  private static String autumn(DateTimeFormatter form) {
    LocalDateTime start = LocalDateTime.of(2023, 10, 28, 22, 0);
    return rows(
        "date,value",
        ROWS,
        i -> {
          var utc = start.minusHours(2).plusHours(i).atOffset(ZoneOffset.UTC);
          return form.format(utc.atZoneSameInstant(ZoneId.of("Europe/Berlin"))) + "," + value(i);
        });
  }

  private float[] hours() {
    return column("time_hour");
  }

  private float[] column(String name) {
    Series series = own.series();
    int at = series.info().features().indexOf(name);
    float[] values = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      values[row] = series.features()[row * series.width() + at];
    }
    return values;
  }

  @Test
  void theHourThatIsThereTwiceIsRefusedOrMadeOne() {
    DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    own.resolution("1h")
        .source("time { columns = [date], pattern = \"yyyy-MM-dd HH:mm\" }")
        .file(autumn(form));
    assertThatThrownBy(own::prepared)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 7, column 'date': the time 2023-10-29T02:00 is in line 6")
        .hasMessageContaining("time.duplicates = mean (first, last)");
    for (String rule : List.of("first", "last", "mean")) {
      own.source("time { columns = [date], duplicates = " + rule + " }");
      List<Double> values = own.values();
      assertThat(values).hasSize(ROWS - 1);
      double expected =
          switch (rule) {
            case "first" -> value(4);
            case "last" -> value(5);
            default -> (value(4) + value(5)) / 2;
          };
      assertThat(values.get(4)).isEqualTo(expected);
      assertThat(values.get(5)).isEqualTo(value(6));
      assertThat(own.warnings()).singleElement().asString().contains("1 rows had the time");
    }
  }

  @Test
  void aZoneTellsTheTwoHoursApartAndTheCalendarIsItsOwn() {
    DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    own.resolution("1h")
        .source("time { columns = [date], pattern = \"yyyy-MM-dd HH:mm\", zone = Europe/Berlin }")
        .calendar("hour")
        .file(autumn(form));
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.times().get(0)).isEqualTo(LocalDateTime.of(2023, 10, 28, 20, 0));
    float[] hours = hours();
    // 22, 23, 0, 1, 2, 2, 3: the hour of the clock on the wall.
    assertThat(hours[4]).isEqualTo(hours[5]).isNotEqualTo(hours[6]);
    assertThat(hours[0]).isEqualTo(hours[25]);
  }

  @Test
  void timesThatAreNoTextsAreOfTheZoneToo() throws IOException {
    DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm", Locale.ROOT);
    own.resolution("1h")
        .files("files = [own.xlsx]")
        .source("time { columns = [date], zone = Europe/Berlin }")
        .calendar("hour")
        .file("own.xlsx", Workbooks.of("Data", autumn(form)));
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.times().get(0)).isEqualTo(LocalDateTime.of(2023, 10, 28, 20, 0));
    float[] hours = hours();
    assertThat(hours[4]).isEqualTo(hours[5]).isNotEqualTo(hours[6]);
  }

  @Test
  void daysOfHourlyRowsAreThoseOfTheZone() {
    ZoneId zone = ZoneId.of("America/New_York");
    LocalDate first = LocalDate.of(2023, 3, 1);
    ZonedDateTime hour = first.atStartOfDay(zone);
    StringBuilder file = new StringBuilder("date,value\n");
    // On 12 March clocks go forward: the day has 23 hours.
    for (; hour.toLocalDate().isBefore(first.plusDays(ROWS)); hour = hour.plusHours(1)) {
      int day = (int) ChronoUnit.DAYS.between(first, hour.toLocalDate());
      file.append(hour.toLocalDateTime().toString().replace('T', ' '))
          .append(',')
          .append(value(day))
          .append('\n');
    }
    own.source("step = 1h, time { columns = [date], zone = America/New_York }")
        .more("min-share = 1")
        .calendar("day-of-week")
        .file(file.toString());
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.times().get(0)).isEqualTo(first.atStartOfDay());
    assertThat(own.times().get(39)).isEqualTo(first.plusDays(39).atStartOfDay());
    float[] days = column("time_day_of_week");
    // 1 March 2023 is a Wednesday, 6 March a Monday.
    assertThat(days[0]).isEqualTo(days[7]);
    assertThat(days[5]).isLessThan(days[0]);
  }

  @Test
  void eachOfSeveralSeriesHasTheHourTwice() {
    DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    StringBuilder file = new StringBuilder("date,id,value\n");
    for (String line : autumn(form).lines().skip(1).toList()) {
      file.append(line.replace(",", ",A,")).append('\n').append(line.replace(",", ",B,"));
      file.append('\n');
    }
    own.resolution("1h")
        .columns("A, B")
        .source(
            "pivot { names = id, values = value }, time { columns = [date], zone = Europe/Berlin }")
        .file(file.toString());
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.prepared().missing()).containsEntry("A", 0L).containsEntry("B", 0L);
  }

  @Test
  void hoursBeginWhenThoseOfTheZoneDo() {
    own.resolution("1h")
        .source("time { columns = [date], zone = Asia/Kolkata }")
        .file(
            rows(
                "date,value",
                ROWS,
                i -> LocalDateTime.of(2023, 1, 1, 0, 0).plusHours(i) + "," + value(i)));
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.warnings()).isEmpty();
    assertThat(own.times().get(0)).isEqualTo(LocalDateTime.of(2022, 12, 31, 18, 30));
  }

  @Test
  void longerLocalStepsGoThroughTheSpring() {
    LocalDateTime start = LocalDateTime.of(2023, 3, 20, 0, 0);
    own.resolution("6h")
        .source("time { columns = [date], zone = Europe/Berlin }")
        .file(rows("date,value", ROWS, i -> start.plusHours(6L * i) + "," + value(i)));
    assertThat(own.values()).isEqualTo(plainValues());
    own.resolution("7m");
    own.file(rows("date,value", ROWS, i -> start.plusMinutes(7L * i) + "," + value(i)));
    assertThat(own.values()).isEqualTo(plainValues());
    assertThat(own.warnings()).isEmpty();
  }

  @Test
  void theHourThatClocksSkipIsPassedOverIfItIsEmpty() {
    LocalDateTime start = LocalDateTime.of(2023, 3, 25, 20, 0);
    String file =
        rows(
            "date,value",
            ROWS,
            i -> start.plusHours(i) + "," + (i == 6 ? "" : String.valueOf(value(i))));
    own.resolution("1h")
        .source("missing = [\"\"], time { columns = [date], zone = Europe/Berlin }")
        .file(file);
    List<Double> expected = new ArrayList<>(plainValues());
    expected.remove(6);
    assertThat(own.values()).isEqualTo(expected);
    own.file(file.replace("T02:00,", "T02:00,7"));
    own.refused(
        "line 8, column 'date': is '2023-03-26T02:00', which clocks in Europe/Berlin skipped",
        "time.zone = \"+01:00\"");
    own.source("missing = [\"\"], time { columns = [date], zone = \"+01:00\" }");
    assertThat(own.values()).hasSize(ROWS);
  }
}
