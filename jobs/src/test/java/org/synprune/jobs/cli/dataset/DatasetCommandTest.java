package org.synprune.jobs.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.cli.Cli;

/** A data set of a user's own, from its two files to trained trials. */
class DatasetCommandTest {

  private static final int HOURS = 1000;

  private static final String CONF =
      """
      name = river
      description = "Level of a river at a mill, hour by hour"
      target = level
      resolution = 1h
      columns = [level, rain, gate]
      categories = [{ column = gate, values = [open, shut] }]
      max-fill = 6

      sources = [{
        files = [river.csv]
        delimiter = ";"
        missing = ["", "n/a"]
        time { columns = [time], pattern = "yyyy-MM-dd HH:mm" }
      }]

      recipes {
        strict {
          columns = [level, rain]
          calendar = [day-sin, day-cos]
          lags = [{ columns = [level], up-to = 3 }]
        }
      }
      """;

  @TempDir private Path dir;
  private String confBefore;

  @BeforeEach
  void writeFiles() throws IOException {
    confBefore = System.getProperty("synprune.conf");
    System.setProperty("synprune.conf", Files.createDirectories(dir.resolve("conf")).toString());
    Files.createDirectories(dir.resolve("conf/datasets"));
    Files.createDirectories(dir.resolve("data"));
    Files.writeString(dir.resolve("conf/datasets/river.conf"), CONF);
    Files.write(dir.resolve("data/river.csv"), rows());
  }

  @AfterEach
  void restore() {
    if (confBefore == null) {
      System.clearProperty("synprune.conf");
    } else {
      System.setProperty("synprune.conf", confBefore);
    }
  }

  /** A thousand hours: 3 without a row, 30 without a row (a gap), 5 levels and 2 rains missing. */
  private static List<String> rows() {
    List<String> lines = new ArrayList<>(List.of("time;level;rain;gate;remark"));
    LocalDateTime start = LocalDateTime.of(2025, 3, 1, 0, 0);
    for (int hour = 0; hour < HOURS; hour++) {
      if ((hour >= 100 && hour < 103) || (hour >= 500 && hour < 530)) {
        continue;
      }
      double level = 2 + Math.sin(hour / 12.0) + (hour * 7919 % 101) / 500.0;
      lines.add(
          String.format(
              Locale.ROOT,
              "%s;%s;%s;%s;x",
              start.plusHours(hour).toString().replace('T', ' '),
              hour % 200 == 7 ? "n/a" : String.format(Locale.ROOT, "%.3f", level),
              hour == 50 || hour == 51 ? "" : String.valueOf(hour % 13 % 4),
              hour % 2 == 0 ? "open" : "shut"));
    }
    return lines;
  }

  private Cli.Ended check(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("dataset", "check", dir.resolve("conf/datasets/river.conf").toString()));
    all.addAll(List.of(more));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void tellsWhatItUnderstood() {
    String text = check("--data", dir.resolve("data").toString()).fine().out();
    assertThat(text)
        .contains("river: Level of a river at a mill, hour by hour")
        .contains("1h; up to 6 steps without rows are filled in, more are a gap")
        .contains("separator ';', decimal point '.',", "missing: '' or 'n/a'")
        .contains("7 under protocol 'strict': 2 columns, 2 calendar features")
        .contains("river.csv: 967 rows")
        .contains("970 rows from 2025-03-01 00:00 to 2025-04-11 15:00, 1 gap")
        .contains("the target is missing in 8 of them and is filled in")
        .contains("gap        2025-03-21 19:00 to 2025-03-23 02:00")
        .contains("lookback   the longest that fits is ")
        .contains("run --data " + dir.resolve("data") + " --dataset river");
    assertThat(text.lines())
        .anyMatch(line -> line.matches("level +target, input, lags 1 to 3 +5 +2\\.\\d+ +0\\.\\d+"))
        .anyMatch(line -> line.matches("rain +input +2 .*"))
        .anyMatch(line -> line.matches("gate +one of open, shut +0 +- +-"))
        .allMatch(line -> line.length() <= 80 || line.startsWith("next "));
  }

  @Test
  void itsFiguresAreThoseOfTheFile() {
    JsonNode document = check("--json", "--data", dir.resolve("data").toString()).fine().json();
    assertThat(document.at("/dataset/columns/gate").asText()).isEqualTo("one of open, shut");
    assertThat(document.at("/data/input_rows").asInt()).isEqualTo(967);
    assertThat(document.at("/data/missing/level").asInt()).isEqualTo(5);
    // 3 filled hours, and 5 levels of which none is the first.
    assertThat(document.at("/data/target_filled_in").asInt()).isEqualTo(3 + 5);
    assertThat(document.at("/data/rows").asInt()).isEqualTo(970);
    assertThat(document.at("/data/gaps")).hasSize(1);
    assertThat(document.at("/data/splits/0/rows").asInt()).isEqualTo(970 * 64 / 100);
    assertThat(document.at("/data/splits/1/split").asText()).isEqualTo("validation");
    assertThat(document.at("/data/splits/1/first").asText()).isEqualTo("2025-03-28T02:00");
    assertThat(document.at("/data/splits/2/last").asText()).isEqualTo("2025-04-11T15:00");

    // Forward filled levels of the train rows, by hand.
    List<Double> train = new ArrayList<>();
    double last = Double.NaN;
    int next = 0;
    for (String line : rows().subList(1, 968)) {
      String[] cells = line.split(";", -1);
      int hour =
          (int)
              Duration.between(
                      LocalDateTime.of(2025, 3, 1, 0, 0),
                      LocalDateTime.parse(cells[0].replace(' ', 'T')))
                  .toHours();
      for (int filled = next; filled < hour && hour - next <= 6; filled++) {
        train.add(last);
      }
      last = cells[1].equals("n/a") ? last : Double.parseDouble(cells[1]);
      train.add(last);
      next = hour + 1;
    }
    double mean =
        train.subList(0, 620).stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    assertThat(document.at("/data/scaler/target/mean").asDouble())
        .isCloseTo(mean, Offset.offset(1e-9));

    JsonNode three = document.at("/data/lookbacks/1");
    assertThat(three.path("rows").asInt()).isEqualTo(3);
    // Targets need 3 rows of their segment before them, and to be measured: of 620 train rows
    // 3 at the start, 3 after the gap, 3 filled in and 4 levels (hours 7, 207, 407 and 607).
    assertThat(three.path("train").asInt()).isEqualTo(620 - 3 - 3 - 3 - 4);
    // The gap ends at row 500: a lookback of 276 leaves no validation row, 620 to 775, served.
    assertThat(document.at("/data/longest_lookback").asInt()).isEqualTo(275);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "target = level|target = depth|line 3: key 'target' names 'depth', expected one of level",
        "name = river|name = rhine|line 1: key 'name' is 'rhine', expected 'river'",
        "max-fill = 6|max-fil = 6|line 7: unknown key 'max-fil'",
        "calendar = [day-sin|calendar = [moon|line 19: key 'recipes.strict.calendar' has 'moon'",
        "resolution = 1h|resolution = 1h {|not valid HOCON",
      })
  void mistakesInItsFileAreNamedByLine(String from, String to, String said) throws IOException {
    Files.writeString(dir.resolve("conf/datasets/river.conf"), CONF.replace(from, to));
    check().refused("river.conf", said);
  }

  @Test
  void mistakesInTheRawFileAreNamedByLine() throws IOException {
    String data = dir.resolve("data").toString();
    List<String> lines = rows();
    lines.set(41, lines.get(41).replaceFirst(";[0-9.]+;", ";2,5;"));
    Files.write(dir.resolve("data/river.csv"), lines);
    check("--data", data).refused("river.csv, line 42, column 'level'", "'2,5'", "a number");

    lines = rows();
    lines.set(60, lines.get(59));
    Files.write(dir.resolve("data/river.csv"), lines);
    check("--data", data).refused("river.csv, line 61", "is in line 60 already");

    Files.delete(dir.resolve("data/river.csv"));
    check("--data", data).refused("no file of the data set 'river'", "river.csv");
    check("--data", "nowhere").refused("nowhere: no such folder");
  }

  @Test
  void aSeriesTooShortForTheDefaultSaysHowItFits() throws IOException {
    Files.write(dir.resolve("data/river.csv"), rows().subList(0, 81));
    assertThat(check("--data", dir.resolve("data").toString()).fine().out())
        .contains("* fits if no longer one is trained beside it: 'run --lookback ROWS'")
        .contains("--dataset river --lookback 7")
        .containsPattern("\n +14\\*")
        .doesNotContain("60*");
  }

  @Test
  void itIsListedPreparedAndTrainedLikeAnyOther() {
    assertThat(Cli.run("dataset", "list").fine().out())
        .contains("river", "Level of a river at a mill", "bitcoin", "power-minute");
    assertThat(Cli.run("dataset", "list", "--json").fine().json().path("datasets")).hasSize(6);
    String out = dir.resolve("out").toString();
    String data = dir.resolve("data").toString();
    assertThat(Cli.run("prepare", "--data", data, "--dataset", "river", "--out", out).fine().out())
        .contains("prepared   river");
    // The grid doesn't name it.
    String[] options = {
      "--grid",
      "quick",
      "--dataset",
      "river",
      "--architecture",
      "rnn",
      "--lookback",
      "3",
      "--regulariser",
      "none",
      "--seeds",
      "1",
      "--out",
      out
    };
    List<String> sweep = new ArrayList<>(List.of("sweep"));
    sweep.addAll(List.of(options));
    assertThat(Cli.run(sweep.toArray(String[]::new)).fine().out()).contains("1 completed");
    List<String> run = new ArrayList<>(List.of("run", "--data", data));
    run.addAll(List.of(options));
    assertThat(Cli.run(run.toArray(String[]::new)).fine().out())
        .contains("reused     river", "1 already done", "\nriver ");
    run.subList(1, 3).clear();
    Cli.run(run.toArray(String[]::new)).refused("--data is not given", "'river'");
  }
}
