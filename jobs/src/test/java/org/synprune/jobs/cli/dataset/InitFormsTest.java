package org.synprune.jobs.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.cli.dataset.DescribedFiles.number;
import static org.synprune.jobs.cli.dataset.DescribedFiles.rows;
import static org.synprune.jobs.cli.dataset.DescribedFiles.time;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.Workbooks;

/**
 * From files as people have them to data sets that can be trained, without a line written by hand.
 */
class InitFormsTest {

  @TempDir private Path dir;
  private DescribedFiles files;

  @BeforeEach
  void start() {
    files = new DescribedFiles(dir);
  }

  @Test
  void electricityTransformers() throws IOException {
    LocalDateTime start = LocalDateTime.of(2016, 7, 1, 0, 0);
    files.made(
        "ETTh1.csv",
        rows(
            "date,HUFL,HULL,MUFL,MULL,LUFL,LULL,OT",
            600,
            i ->
                time("yyyy-MM-dd HH:mm:ss", start.plusHours(i))
                    + (",5.827000141143799," + number(i) + ",1.6,0.46,4.2,1.34," + number(i))),
        "1h",
        "OT",
        600);
  }

  @Test
  void airPassengers() throws IOException {
    files.made(
        "AirPassengers.csv",
        rows(
            "Month,#Passengers",
            144,
            i ->
                time("yyyy-MM", LocalDateTime.of(1949, 1, 1, 0, 0).plusMonths(i))
                    + ","
                    + (112 + i)),
        "1M",
        "#Passengers",
        144);
  }

  @Test
  void hourlyLoadWithAnHourTwiceAndYearsOutOfOrder() throws IOException {
    // As PJM's file: each year from its end to its start, the autumn's hour twice.
    StringBuilder text = new StringBuilder("Datetime,PJME_MW\n");
    int rows = 0;
    for (int year = 2002; year < 2004; year++) {
      LocalDateTime hour = LocalDateTime.of(year, 12, 31, 23, 0);
      for (int i = 0; i < 2000; i++, hour = hour.minusHours(1)) {
        text.append(time("yyyy-MM-dd HH:mm:ss", hour)).append(',').append(number(i)).append('\n');
        rows++;
        if (hour.equals(LocalDateTime.of(year, 10, 27, 2, 0))) {
          text.append(time("yyyy-MM-dd HH:mm:ss", hour)).append(",1.0\n");
        }
      }
    }
    files.made("PJME_hourly.csv", text.toString(), "1h", "PJME_MW", rows);
  }

  @Test
  void aStockExportWithDollarsAndThousands() throws IOException {
    LocalDateTime last = LocalDateTime.of(2024, 3, 29, 0, 0);
    files.made(
        "HistoricalData.csv",
        rows(
            "Date,Close/Last,Volume,Open,High,Low",
            300,
            i -> {
              LocalDateTime day = last.minusDays(i / 5 * 7L + i % 5);
              return time("MM/dd/yyyy", day)
                  + ",\"$1,1"
                  + number(i)
                  + "\",\"53,704,390\",$170.03,$171.92,$169.52";
            }),
        "irregular",
        "Close/Last",
        300);
  }

  @Test
  void coinMarketCapOfBefore() throws IOException {
    LocalDateTime last = LocalDateTime.of(2019, 12, 31, 0, 0);
    files.made(
        "bitcoin_old.csv",
        rows(
            "Date,Open*,High,Low,Close**,Volume,Market Cap",
            300,
            i ->
                "\""
                    + time("MMM dd, yyyy", last.minusDays(i))
                    + "\",\"7,294.44\",7335.29,7169.78,\"7,1"
                    + number(i)
                    + "\",\"21,167,946,112\",-"),
        "1d",
        "Close**",
        300);
  }

  @Test
  void coinMarketCapOfToday() throws IOException {
    LocalDateTime last = LocalDateTime.of(2024, 1, 31, 0, 0);
    files.made(
        "bitcoin_new.csv",
        rows(
            "timeOpen;timeClose;timeHigh;timeLow;name;open;high;low;close;volume;marketCap;timestamp",
            300,
            i -> {
              String day = last.minusDays(i).toLocalDate().toString();
              return "\""
                  + day
                  + "T00:00:00.000Z\";\""
                  + day
                  + "T23:59:59.999Z\";\""
                  + day
                  + "T05:10:00.000Z\";\""
                  + day
                  + "T15:32:00.000Z\";\"2781\";42569.76;43243.16;"
                  + "42180.07;"
                  + number(i)
                  + ";24673628793.1;834.5;\""
                  + day
                  + "T23:59:59.999Z\"";
            }),
        "1d",
        "close",
        300);
  }

  @Test
  void climateOfJena() throws IOException {
    LocalDateTime start = LocalDateTime.of(2009, 1, 1, 0, 10);
    JsonNode document =
        files.made(
            "jena_climate.csv",
            rows(
                "\"Date Time\",\"p (mbar)\",\"T (degC)\",\"wv (m/s)\"",
                1500,
                i ->
                    time("dd.MM.yyyy HH:mm:ss", start.plusMinutes(10L * i))
                        + ",996.52,"
                        + number(i)
                        + ","
                        + (i == 700 ? "-9999.00" : "1.03")),
            "10m",
            "wv (m/s)",
            1500);
    assertThat(document.at("/data/missing/wv (m~1s)").asInt()).isEqualTo(1);
  }

  @Test
  void monthsWhoseDaysCouldBeMonths() throws IOException {
    LocalDateTime start = LocalDateTime.of(2020, 1, 1, 0, 0);
    for (String pattern : new String[] {"dd/MM/yyyy", "M/d/yyyy"}) {
      files.made(
          pattern.substring(0, 1) + ".csv",
          rows("date,v", 48, i -> time(pattern, start.plusMonths(i)) + "," + number(i)),
          "1M",
          "v",
          48);
    }
  }

  @Test
  void weatherOfTheGermanService() throws IOException {
    LocalDateTime start = LocalDateTime.of(2020, 1, 1, 0, 0);
    files.made(
        "produkt_tu.txt",
        rows(
            "STATIONS_ID;MESS_DATUM;TT_TU",
            300,
            i -> "3;" + time("yyyyMMddHH", start.plusHours(i)) + ";" + number(i)),
        "1h",
        "TT_TU",
        300);
  }

  @Test
  void metersWithDecimalCommas() throws IOException {
    LocalDateTime start = LocalDateTime.of(2020, 1, 1, 0, 0);
    files.made(
        "zaehler.csv",
        rows(
            "Datum;kWh;U",
            300,
            i ->
                time("dd.MM.yyyy HH:mm", start.plusHours(i))
                    + String.format(Locale.ROOT, ";%d,%03d;230,1", i % 3, i * 37 % 1000)),
        "1h",
        "U",
        300);
    assertThat(Files.readString(dir.resolve("zaehler.conf")))
        .contains("decimal = \",\"")
        .doesNotContain("thousands");
  }

  @Test
  void samplesOfTenASecond() throws IOException {
    files.made(
        "fast.csv",
        rows("ts,v", 300, i -> 1_700_000_000_000L + 100L * i + "," + number(i)),
        "irregular",
        "v",
        300);
  }

  @Test
  void aDateAndATimeOfTheDayInASheet() throws IOException {
    LocalDateTime start = LocalDateTime.of(2004, 3, 10, 18, 0);
    files.made(
        "air.xlsx",
        Workbooks.of(
            "AirQuality",
            rows(
                "Date,Time,CO",
                200,
                i -> time("yyyy-MM-dd,HH:mm", start.plusHours(i)) + "," + number(i))),
        "1h",
        "CO",
        200);
  }

  @Test
  void pricesThatAreNull() throws IOException {
    LocalDateTime start = LocalDateTime.of(2023, 1, 1, 0, 0);
    files.made(
        "yahoo.csv",
        rows(
            "Date,Close",
            300,
            i -> time("yyyy-MM-dd", start.plusDays(i)) + "," + (i == 9 ? "null" : number(i))),
        "1d",
        "Close",
        300);
  }

  @Test
  void anomaliesOfNumenta() throws IOException {
    LocalDateTime start = LocalDateTime.of(2014, 2, 14, 14, 27);
    files.made(
        "ec2_cpu.csv",
        rows(
            "timestamp,value",
            900,
            i -> time("yyyy-MM-dd HH:mm:ss", start.plusMinutes(5L * i)) + "," + number(i)),
        "5m",
        "value",
        900);
  }

  @Test
  void theWideFormOfM4() throws IOException {
    StringBuilder text = new StringBuilder("\"V1\"");
    for (int i = 2; i <= 121; i++) {
      text.append(",\"V").append(i).append('"');
    }
    for (int series = 1; series <= 3; series++) {
      text.append("\n\"M").append(series).append('"');
      for (int i = 0; i < 120; i++) {
        text.append(",\"").append(i < 100 + series ? number(i * series) : "").append('"');
      }
    }
    files.made("Monthly-train.csv", text + "\n", "irregular", "value", 101);
  }

  @Test
  void salesOfManyStoresAndItems() throws IOException {
    StringBuilder text = new StringBuilder("date,store,item,sales\n");
    LocalDateTime start = LocalDateTime.of(2013, 1, 1, 0, 0);
    for (int store = 1; store <= 2; store++) {
      for (int item = 1; item <= 3; item++) {
        for (int i = 0; i < 200; i++) {
          text.append(time("yyyy-MM-dd", start.plusDays(i)))
              .append(",")
              .append(store)
              .append(",")
              .append(item)
              .append(",")
              .append(13 + i % 9)
              .append('\n');
        }
      }
    }
    files.made("train.csv", text.toString(), "1d", "sales", 200);
  }

  @Test
  void anExcelSheet() throws IOException {
    files.made(
        "report.xlsx",
        Workbooks.of(
            "Q1",
            "Energy report\n\n"
                + rows(
                    "Day,Consumption,Note",
                    200,
                    i ->
                        LocalDateTime.of(2023, 1, 1, 0, 0).plusDays(i).toLocalDate()
                            + ","
                            + number(i)
                            + ",ok")),
        "1d",
        "Consumption",
        200);
  }
}
