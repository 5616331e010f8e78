package org.synprune.jobs.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cli.Cli;
import org.synprune.jobs.data.Workbooks;

/**
 * From a file as people have it to a data set that can be trained, without a line written by hand.
 */
class InitCommandTest {

  @TempDir private Path dir;

  private static String rows(String header, int count, IntFunction<String> row) {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int i = 0; i < count; i++) {
      text.append(row.apply(i)).append('\n');
    }
    return text.toString();
  }

  private static String time(String pattern, LocalDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }

  private static String number(int row) {
    return String.format(
        Locale.ROOT, "%.2f", 50 + 10 * Math.sin(row / 7.0) + row * 7919 % 101 / 50.0);
  }

  private Cli.Ended init(String file, String text, String... more) throws IOException {
    return init(file, text.getBytes(StandardCharsets.UTF_8), more);
  }

  private Cli.Ended init(String file, byte[] bytes, String... more) throws IOException {
    Files.write(dir.resolve(file), bytes);
    String[] args = new String[5 + more.length];
    args[0] = "dataset";
    args[1] = "init";
    args[2] = dir.resolve(file).toString();
    args[3] = "--to";
    args[4] = dir.resolve(name(file) + ".conf").toString();
    System.arraycopy(more, 0, args, 5, more.length);
    return Cli.run(args);
  }

  private static String name(String file) {
    return file.replaceFirst("[.].*", "").toLowerCase(Locale.ROOT);
  }

  /** Has a file described and checked. */
  private JsonNode made(String file, byte[] bytes, String step, String target, int rows)
      throws IOException {
    Cli.Ended ended = init(file, bytes);
    String said = ended.fine().out();
    String conf = dir.resolve(name(file) + ".conf").toString();
    JsonNode document =
        Cli.run("dataset", "check", conf, "--data", dir.toString(), "--json").fine().json();
    String all = said + Files.readString(Path.of(conf));
    assertThat(document.at("/dataset/resolution").asText()).as(all).isEqualTo(step);
    assertThat(document.at("/dataset/target").asText()).as(all).isEqualTo(target);
    assertThat(document.at("/data/input_rows").asInt()).as(all).isEqualTo(rows);
    return document;
  }

  private JsonNode made(String file, String text, String step, String target, int rows)
      throws IOException {
    return made(file, text.getBytes(StandardCharsets.UTF_8), step, target, rows);
  }

  @Test
  void electricityTransformers() throws IOException {
    LocalDateTime start = LocalDateTime.of(2016, 7, 1, 0, 0);
    made(
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
    made(
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
    made("PJME_hourly.csv", text.toString(), "1h", "PJME_MW", rows);
  }

  @Test
  void aStockExportWithDollarsAndThousands() throws IOException {
    LocalDateTime last = LocalDateTime.of(2024, 3, 29, 0, 0);
    made(
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
    made(
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
    made(
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
        made(
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
  void anomaliesOfNumenta() throws IOException {
    LocalDateTime start = LocalDateTime.of(2014, 2, 14, 14, 27);
    made(
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
    made("Monthly-train.csv", text + "\n", "irregular", "value", 101);
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
    made("train.csv", text.toString(), "1d", "sales", 200);
  }

  @Test
  void anExcelSheet() throws IOException {
    made(
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

  @Test
  void saysWhatItGuessedAndWhatItIsUnsureOfAndKeepsWhatIsThere() throws IOException {
    String text =
        rows(
            "day,a,b",
            100,
            i -> time("d/M/yyyy", LocalDateTime.of(2023, 1, 1, 0, 0).plusDays(i)) + ",1," + i);
    String said = init("own.csv", text).fine().out();
    assertThat(said)
        .contains("guessed    cells are apart by ','", "written as d/M/yyyy")
        .contains("unsure     'b', the last column, is forecast (--target, or key target)")
        .contains("dataset check", "run --data " + dir);
    String conf = Files.readString(dir.resolve("own.conf"));
    init("own.csv", text).refused("own.conf: is there already");
    assertThat(Files.readString(dir.resolve("own.conf"))).isEqualTo(conf);
    Files.delete(dir.resolve("own.conf"));
    init("own.csv", text, "--target", "c").refused("--target is 'c', expected", "a, b");
    assertThat(dir.resolve("own.conf")).doesNotExist();
    init("own.csv", text, "--target", "a").fine();
    assertThat(Files.readString(dir.resolve("own.conf"))).contains("target = a");
    init("words.csv", "a,b\nc,d\n").refused("words.csv: no rows");
    init("empty.csv", "").refused("empty.csv");
    Cli.run("dataset", "check", dir.resolve("own.csv").toString())
        .refused("expected a name or a .conf file", "dataset init");
  }
}
