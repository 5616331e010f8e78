package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;

/** Small files worked by hand, one for each oddity of the published files. */
class QuirksTest {

  @TempDir Path temp;

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void bitcoinComesNewestFirstWithByteOrderMarkCrlfQuotesAndNoLastLineEnd() {
    StringBuilder text =
        new StringBuilder(
            "\uFEFFtimeOpen;timeClose;timeHigh;timeLow;name;open;high;low;close;volume;marketCap;"
                + "timestamp");
    for (int day = 370; day >= 1; day--) {
      String date = java.time.LocalDate.of(2024, 1, 1).plusDays(day).toString();
      text.append(
          "\r\n\"%sT00:00:00.000Z\";\"%sT23:59:59.999Z\";\"x\";\"y\";\"2781\";1;2;0.5;%d.25;3e3;4;\"z\""
              .formatted(date, date, day));
    }
    Fixture fixture = new Fixture(temp).file("bitcoin_coinmarketcap_daily.csv", text.toString());
    PreparedSeries made = fixture.prepare(RealData.builtIn("bitcoin"), Protocol.PAPER);
    assertThat(made.shape()).isEqualTo("365 x 7");
    assertThat(made.inputRows()).isEqualTo(370);
    Series series = SeriesStore.read(LocalSpark.get(), made.folder());
    assertThat(series.rawTarget()[0]).isEqualTo(6.25);
    assertThat(series.rawTarget()[364]).isEqualTo(370.25);
    assertThat(series.segment()).containsOnly(0);
  }

  @Test
  void airQualityHasDecimalCommasEmptyLastCellsMinus200AndBlankLines() {
    String text =
        """
        Date;Time;CO(GT);PT08.S1(CO);NMHC(GT);C6H6(GT);PT08.S2(NMHC);NOx(GT);PT08.S3(NOx);NO2(GT);PT08.S4(NO2);PT08.S5(O3);T;RH;AH;;
        10/03/2004;18.00.00;2,6;1360;150;11,9;1046;166;1056;113;1692;1268;13,6;48,9;0,7578;;
        """;
    StringBuilder all = new StringBuilder(text);
    for (int hour = 1; hour < 40; hour++) {
      String co = hour == 5 || hour == 6 ? "-200" : String.format(Locale.ROOT, "%d,5", hour);
      String time = hour % 2 == 0 ? "%02d.00.00" : "%02d:00:00";
      int clock = 18 + hour;
      all.append("%02d/03/2004;".formatted(10 + clock / 24));
      all.append(time.formatted(clock % 24)).append(';').append(co);
      // -200,0 is -200 too.
      all.append(";-200,0;1;2;3;4;5;6;7;8;9;10;0,1;;\n");
    }
    all.append(";;;;;;;;;;;;;;;;\n".repeat(3));
    Fixture fixture =
        new Fixture(temp).file("AirQualityUCI.csv", all.toString().replace("\n", "\r\n"));
    PreparedSeries paper = fixture.prepare(RealData.builtIn("air-quality"), Protocol.PAPER);
    // 40 rows and 3 blank lines less 24 lags less 1 lead.
    assertThat(paper.shape()).isEqualTo("18 x 313");
    assertThat(paper.blankRows()).isEqualTo(3);
    assertThat(paper.missing()).containsEntry("CO(GT)", 2L).containsEntry("PT08.S1(CO)", 39L);
    Series series = SeriesStore.read(LocalSpark.get(), paper.folder());
    // The target of row 0 is the next hour's: hour 25. The last rows stand on blank lines.
    assertThat(series.rawTarget()).startsWith(25.5, 26.5).endsWith(39.5, 39.5, 39.5);
    assertThat(series.observed()).startsWith(true, true).endsWith(true, false, false, false);

    Series strict = fixture.series(RealData.builtIn("air-quality"), Protocol.STRICT);
    assertThat(strict.info().rows()).isEqualTo(40);
    assertThat(strict.rawTarget()).startsWith(2.6, 1.5, 2.5, 3.5, 4.5, 4.5, 4.5, 7.5);
    assertThat(strict.observed()).startsWith(true, true, true, true, true, false, false, true);
  }

  @Test
  void stockRowsAreContiguousWhateverTheCalendarSays() {
    StringBuilder text = new StringBuilder("date,open,high,low,close,volume,Name\n");
    for (int i = 0; i < 30; i++) {
      text.append(
          "%s,1,2,3,%d,5,AAPL%n".formatted(java.time.LocalDate.of(2013, 2, 8).plusDays(9L * i), i));
    }
    Fixture fixture = new Fixture(temp).file("AAPL_data.csv", text.toString());
    Series series = fixture.series(RealData.builtIn("sp500"), Protocol.STRICT);
    assertThat(series.info().rows()).isEqualTo(30);
    assertThat(series.segment()).containsOnly(0);
  }

  private static String minutes(int count, java.util.Set<Integer> missing) {
    StringBuilder text =
        new StringBuilder(
            "Date;Time;Global_active_power;Global_reactive_power;Voltage;Global_intensity;"
                + "Sub_metering_1;Sub_metering_2;Sub_metering_3\n");
    for (int i = 0; i < count; i++) {
      java.time.LocalDateTime at = java.time.LocalDateTime.of(2006, 12, 9, 22, 30).plusMinutes(i);
      text.append(
          "%d/%d/%d;%02d:%02d:00;"
              .formatted(
                  at.getDayOfMonth(),
                  at.getMonthValue(),
                  at.getYear(),
                  at.getHour(),
                  at.getMinute()));
      text.append(
          missing.contains(i)
              ? "?;?;?;?;?;?;\n"
              : String.format(Locale.ROOT, "%d.000;0.418;234.840;18.400;0.000;1.000;17.000%n", i));
    }
    return text.toString();
  }

  @Test
  void powerMinutesHaveQuestionMarksAndDatesWithoutZeros() throws Exception {
    Fixture fixture =
        new Fixture(temp)
            .file(
                "household_power_consumption.txt.gz",
                gzip(minutes(600, java.util.Set.of(0, 5, 6, 599))));
    DatasetConf conf = RealData.builtIn("power-minute");
    PreparedSeries paper = fixture.prepare(conf, Protocol.PAPER);
    assertThat(paper.shape()).isEqualTo("600 x 9");
    assertThat(paper.missing().values()).containsOnly(4L);
    Series series = SeriesStore.read(LocalSpark.get(), paper.folder());
    // The first hole takes what comes after it, the others what came before.
    assertThat(series.rawTarget()).startsWith(1, 1, 2, 3, 4, 4, 4, 7).endsWith(598, 598);
    Series strict = fixture.series(conf, Protocol.STRICT);
    // The first and last minute have nothing measured before or after them.
    assertThat(strict.info().rows()).isEqualTo(598);
    assertThat(strict.rawTarget()).startsWith(1, 2, 3, 4, 4, 4, 7).endsWith(597, 598);
    assertThat(strict.observed()).startsWith(true, true, true, true, false, false, true);
  }

  @Test
  void hoursAreMeansOfTheirMeasuredMinutesIfEnoughAreMeasured() {
    java.util.Set<Integer> missing = new java.util.HashSet<>();
    // 23:00 misses 6 minutes (54 left: enough), 1:00 misses 7 (53: not enough).
    for (int i = 0; i < 6; i++) {
      missing.add(30 + i);
    }
    for (int i = 0; i < 7; i++) {
      missing.add(150 + i);
    }
    Fixture fixture =
        new Fixture(temp).file("household_power_consumption.txt", minutes(600, missing)).block(100);
    PreparedSeries made = fixture.prepare(RealData.builtIn("power"), Protocol.PAPER);
    assertThat(made.missing().values()).containsOnly(13L);
    Series series = SeriesStore.read(LocalSpark.get(), made.folder());
    // 22:30 to 8:29: ten and a half hours, the first of 30 minutes, the last of 30.
    assertThat(series.info().rows()).isEqualTo(11);
    assertThat(series.observed())
        .containsExactly(false, true, true, false, true, true, true, true, true, true, false);
    double full = (36 + 89) / 2.0;
    assertThat(series.rawTarget()[1]).isCloseTo(full, within(1e-12));
    assertThat(series.rawTarget()[0]).isCloseTo(full, within(1e-12));
    assertThat(series.rawTarget()[2]).isCloseTo(119.5, within(1e-12));
    assertThat(series.rawTarget()[3]).isCloseTo(119.5, within(1e-12));
    assertThat(series.rawTarget()[4]).isCloseTo(239.5, within(1e-12));
  }

  @Test
  void readyMadeHoursAreSumsAndUnmeasuredOnesAreZeros() throws Exception {
    StringBuilder text =
        new StringBuilder(
            "datetime,Global_active_power,Global_reactive_power,Voltage,Global_intensity,"
                + "Sub_metering_1,Sub_metering_2,Sub_metering_3,sub_metering_4\n");
    for (int i = 0; i < 20; i++) {
      String time = java.time.LocalDateTime.of(2007, 1, 1, 0, 0).plusHours(i).toString();
      // Hour 4: nothing measured. Hour 5: half the minutes. Hour 6: a sum of 223 V exactly.
      String volts = i == 4 ? "0.0" : i == 5 ? "7200.0" : i == 6 ? "13380.0" : "14400.0";
      String rest = i == 4 ? "0.0" : String.valueOf(60.0 * i);
      text.append(
          "%s:00,%s,0.0,%s,0.0,0.0,0.0,0.0,0.0%n".formatted(time.replace('T', ' '), rest, volts));
    }
    Fixture fixture =
        new Fixture(temp)
            .file(
                "household_power_consumption_hourly_sum.csv.gz",
                gzip(text.toString().replace("\n", "\r\n")));
    PreparedSeries made = fixture.prepare(RealData.builtIn("power"), Protocol.STRICT);
    assertThat(made.missing().values()).containsOnly(2L);
    Series series = SeriesStore.read(LocalSpark.get(), made.folder());
    assertThat(series.rawTarget()).startsWith(0, 1, 2, 3, 3, 3, 6, 7);
    assertThat(series.observed()).startsWith(true, true, true, true, false, false, true);
  }

  @Test
  void timesAreKeptAsTheyStandWhateverTheSessionsTimeZone() {
    Fixture fixture =
        new Fixture(temp).file("household_power_consumption.txt", minutes(300, java.util.Set.of()));
    PreparedSeries made = fixture.prepare(RealData.builtIn("power-minute"), Protocol.STRICT);
    List<Row> first =
        LocalSpark.get()
            .read()
            .parquet(StoredSeries.of(made.folder()).rows().readable())
            .where("row = 0 and not halo")
            .selectExpr("cast(time as string)")
            .collectAsList();
    assertThat(first.get(0).getString(0)).isEqualTo("2006-12-09 22:30:00");
  }

  @Test
  void aColumnOfTextsReadsAsPositions() {
    StringBuilder text = new StringBuilder("time,a,b,kind\n");
    for (int i = 0; i < 12; i++) {
      text.append("2024-01-01 %02d:00,%d,1,%s%n".formatted(i, i, i % 3 == 0 ? "y" : "x"));
    }
    Fixture fixture =
        new Fixture(temp)
            .conf(
                Fixture.HOURLY
                    .replace("columns = [a, b]\nmax", "columns = [a, b, kind]\nmax")
                    .replace("max-fill = 2", "categories = [{ column = kind, values = [x, y] }]")
                    .replace("strict { columns = [a, b]", "strict { columns = [a, kind]"))
            .file("own.csv", text.toString());
    float[] kind = Fixture.column(fixture.series(Protocol.STRICT), "kind");
    assertThat(kind[0]).isEqualTo(kind[3]).isGreaterThan(0);
    assertThat(kind[1]).isEqualTo(kind[2]).isLessThan(0);
  }
}
