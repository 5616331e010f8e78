package org.synprune.jobs.data.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times as people write them. */
class TimeTextTest {

  private static final String NONE = "-";

  private static String read(TimeText reader, String text) {
    var millis = reader.millis(text);
    return millis.isEmpty() ? NONE : TimeText.local(millis.getAsLong()).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Two digits of a year: POSIX's strptime, Python and (but for 1969) Excel agree.
        "MM/dd/yy|01/31/98|1998-01-31T00:00",
        "MM/dd/yy|01/31/69|1969-01-31T00:00",
        "MM/dd/yy|01/31/68|2068-01-31T00:00",
        "yyMMdd|990228|1999-02-28T00:00",
        "d.M.yy H:mm|1.2.03 4:05|2003-02-01T04:05",
        // An hour 24 is the end of its day.
        "yyyy-MM-dd k|2023-01-31 24|2023-02-01T00:00",
        "yyyy-MM-dd k|2023-01-31 1|2023-01-31T01:00",
        "yyyy-MM-dd HH:mm|2023-12-31 24:00|2024-01-01T00:00",
        "yyyy-MM-dd HH:mm|2023-02-28 24:00|2023-03-01T00:00",
        "yyyy-MM-dd HH:mm|2023-02-29 24:00|-",
        "yyyy-MM-dd HH:mm|2023-04-31 24:00|-",
        "yyyy-MM-dd HH:mm|2023-04-30 24:01|-",
        "yyyy-MM-dd HH:mm|2023-04-31 12:00|-",
        // What is longer than a day is its first day.
        "yyyy-MM|1949-01|1949-01-01T00:00",
        "yyyy|1949|1949-01-01T00:00",
        "MMM yyyy|Sep 2021|2021-09-01T00:00",
        "yyyy-'Q'Q|2021-Q3|2021-07-01T00:00",
        "QQQ yyyy|Q3 2021|2021-07-01T00:00",
        "YYYY-'W'ww|2020-W53|2020-12-28T00:00",
        "YYYY-'W'ww|2021-W01|2021-01-04T00:00",
        "YYYY-'W'ww-e|2021-W01-7|2021-01-10T00:00",
        "yyyy-DDD|2021-032|2021-02-01T00:00",
        // Names of months.
        "MMMM d, yyyy|January 1, 2023|2023-01-01T00:00",
        "d-MMM-yy|3-DEC-99|1999-12-03T00:00",
        "M/d/yyyy h:mm a|1/2/2020 12:05 am|2020-01-02T00:05",
        // Numbers since 1970.
        "epoch|1672531200|2023-01-01T00:00",
        "epoch|1672531200.25|2023-01-01T00:00:00.250",
        "epoch|-1|1969-12-31T23:59:59",
        "epoch|1.6725312E9|2023-01-01T00:00",
        "epoch|99999999999999|-",
        "epoch|1e999|-",
        "epoch|yesterday|-",
        "epoch-millis|1672531200000|2023-01-01T00:00",
        "epoch-micros|1672531200000000|2023-01-01T00:00",
        "epoch-nanos|1672531200000000000|2023-01-01T00:00",
        // ISO 8601 in its usual forms.
        "iso|2023-01-01|2023-01-01T00:00",
        "iso|2023-01|2023-01-01T00:00",
        "iso|2023-01-01T05:06|2023-01-01T05:06",
        "iso|2023-01-01 05:06:07.125|2023-01-01T05:06:07.125",
        "iso|2023-01-01T00:00:00Z|2023-01-01T00:00",
        "iso|2023-01-01T00:00:00+09:00|2022-12-31T15:00",
        "iso|2023-01-01 00:00:00 +0900|2022-12-31T15:00",
        "iso|2023-01-01T00:00:00+01:00[Europe/Berlin]|2022-12-31T23:00",
        "iso|01/02/2023|-",
      })
  void isReadAsPeopleMeanIt(String pattern, String text, String expected) {
    assertThat(read(new TimeText(pattern), text)).isEqualTo(expected);
  }

  @Test
  void aDateWithAnOffsetIsThatDateWhereRowsAreDays() {
    TimeText days = new TimeText("yyyy-MM-dd HH:mm:ssXXX", true, "");
    assertThat(read(days, "2022-01-03 00:00:00+09:00")).isEqualTo("2022-01-03T00:00");
    TimeText berlin = new TimeText("iso", true, "Europe/Berlin");
    assertThat(read(berlin, "2022-01-02T23:00:00Z")).isEqualTo("2022-01-03T00:00");
    assertThat(read(berlin, "2022-01-03")).isEqualTo("2022-01-03T00:00");
  }

  @Test
  void theTwoHoursOfAnAutumnNightAreToldApart() {
    List<String> hours = List.of("01:00", "02:00", "02:00", "03:00");
    TimeText up = new TimeText("yyyy-MM-dd HH:mm", false, "Europe/Berlin");
    assertThat(hours)
        .map(hour -> read(up, "2023-10-29 " + hour))
        .containsExactly(
            "2023-10-28T23:00", "2023-10-29T00:00", "2023-10-29T01:00", "2023-10-29T02:00");
    TimeText down = new TimeText("yyyy-MM-dd HH:mm", false, "Europe/Berlin");
    assertThat(List.of("04:00", "03:00", "02:00", "02:00", "01:00"))
        .map(hour -> read(down, "2023-10-29 " + hour))
        .containsExactly(
            "2023-10-29T03:00",
            "2023-10-29T02:00",
            "2023-10-29T01:00",
            "2023-10-29T00:00",
            "2023-10-28T23:00");
  }

  @Test
  void halfHoursOfAnAutumnNightToo() {
    TimeText reader = new TimeText("yyyy-MM-dd HH:mm", false, "America/New_York");
    assertThat(List.of("00:30", "01:00", "01:30", "01:00", "01:30", "02:00"))
        .map(hour -> read(reader, "2023-11-05 " + hour))
        .containsExactly(
            "2023-11-05T04:30",
            "2023-11-05T05:00",
            "2023-11-05T05:30",
            "2023-11-05T06:00",
            "2023-11-05T06:30",
            "2023-11-05T07:00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%Y-%m-%d|yyyy-MM-dd",
        "%d/%m/%y %H:%M:%S|dd/MM/yy HH:mm:ss",
        "%Y-%m-%dT%H:%M|yyyy-MM-dd'T'HH:mm",
        "%-m/%-d/%Y %I:%M %p|M/d/yyyy hh:mm a",
        "%s|epoch",
        "YYYY-MM-DD|yyyy-MM-dd",
        "DD/MM/YYYY hh:mm|dd/MM/yyyy HH:mm",
        "yyyy-mm-dd|yyyy-MM-dd",
        "yyyy-mm-dd HH:mm:SS|yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:MM|yyyy-MM-dd HH:mm",
        "MM/DD/YY|MM/dd/yy",
      })
  void aPatternOfAnotherLanguageIsAnsweredWithTheRightOne(String pattern, String expected) {
    assertThat(PatternAdvice.of(pattern))
        .hasValueSatisfying(
            advice -> assertThat(advice + " ").contains("expected " + expected + " "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dd/MM/yyyy HH[.][:]mm[.][:]ss",
        "yyyy-DDD",
        "YYYY-'W'ww",
        "h:mm a M/d/yyyy",
        "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
        "yyyy-'Q'Q",
        "yyyy-MM-dd k",
      })
  void aRightPatternIsLeftAlone(String pattern) {
    assertThat(PatternAdvice.of(pattern)).isEmpty();
    new TimeText(pattern);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2023-01-31|yyyy-MM-dd",
        "31/01/2023 13:05|dd/MM/yyyy HH:mm",
        "01/31/2023|MM/dd/yyyy",
        "Jan 31, 2023|MMM d, yyyy",
        "2023-01-31T13:05:00Z|iso",
        "1672531200|epoch",
        "1672531200123|epoch-millis",
        "1949-01|yyyy-MM",
        "2020-Q4|yyyy-'Q'Q",
      })
  void theUsualPatternOfATextIsFound(String text, String pattern) {
    assertThat(TimeForms.reading(text)).contains(pattern);
  }

  @Test
  void stepsOfManyLengthsBeginWhereTheyShould() {
    long monday = LocalDateTime.of(2015, 1, 5, 0, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
    long wednesday = monday + 2 * 86_400_000L;
    assertThat(TimeText.local(Resolution.of("7d").grid(monday).floor(wednesday)))
        .isEqualTo(LocalDateTime.of(2015, 1, 5, 0, 0));
    assertThat(TimeText.local(Resolution.of("1w").grid().floor(wednesday)))
        .isEqualTo(LocalDateTime.of(2015, 1, 5, 0, 0));
    TimeGrid months = Resolution.of("1M").grid();
    assertThat(TimeText.local(months.floor(wednesday)))
        .isEqualTo(LocalDateTime.of(2015, 1, 1, 0, 0));
    assertThat(TimeText.local(months.start(months.index(wednesday) + 1)))
        .isEqualTo(LocalDateTime.of(2015, 2, 1, 0, 0));
    assertThat(TimeText.local(Resolution.of("1y").grid().floor(wednesday)))
        .isEqualTo(LocalDateTime.of(2015, 1, 1, 0, 0));
    long march = LocalDateTime.of(2015, 3, 31, 0, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
    assertThat(TimeText.local(Resolution.of("3M").grid(march).floor(march)))
        .isEqualTo(LocalDateTime.of(2015, 3, 1, 0, 0));
    assertThat(TimeText.local(Resolution.of("10s").grid().nearest(monday + 7_000)))
        .isEqualTo(LocalDateTime.of(2015, 1, 5, 0, 0, 10));
    assertThat(TimeText.local(Resolution.of("1d").grid().floor(-1)))
        .isEqualTo(LocalDateTime.of(1969, 12, 31, 0, 0));
  }
}
