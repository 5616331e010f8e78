package org.synprune.jobs.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.cli.dataset.DescribedFiles.rows;
import static org.synprune.jobs.cli.dataset.DescribedFiles.time;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cli.Cli;
import org.synprune.jobs.data.Workbooks;

/** What {@code dataset init} says, and what it leaves alone. */
class InitCommandTest {

  @TempDir private Path dir;
  private DescribedFiles files;

  @BeforeEach
  void start() {
    files = new DescribedFiles(dir);
  }

  @Test
  void saysWhatItGuessedAndWhatItIsUnsureOfAndKeepsWhatIsThere() throws IOException {
    String text =
        rows(
            "day,a,b",
            100,
            i -> time("d/M/yyyy", LocalDateTime.of(2023, 1, 1, 0, 0).plusDays(i)) + ",1," + i);
    String said = files.init("own.csv", text).fine().out();
    assertThat(said)
        .contains("guessed    cells are apart by ','", "written as d/M/yyyy")
        .contains("unsure     'b', the last column, is forecast (--target, or key target)")
        .contains("dataset check", "run --data " + dir);
    String conf = Files.readString(dir.resolve("own.conf"));
    files.init("own.csv", text).refused("own.conf: is there already");
    assertThat(Files.readString(dir.resolve("own.conf"))).isEqualTo(conf);
    Files.delete(dir.resolve("own.conf"));
    files.init("own.csv", text, "--target", "c").refused("--target is 'c', expected", "a, b");
    assertThat(dir.resolve("own.conf")).doesNotExist();
    files.init("own.csv", text, "--target", "a").fine();
    assertThat(Files.readString(dir.resolve("own.conf"))).contains("target = a");
    files.init("words.csv", "a,b\nc,d\n").refused("words.csv: no rows");
    files.init("empty.csv", "").refused("empty.csv");
    Cli.run("dataset", "check", dir.resolve("own.csv").toString())
        .refused("expected a name or a .conf file", "dataset init");
  }

  @Test
  void whatNumbersAloneDoNotSayIsUnsure() throws IOException {
    String monthly =
        rows(
            "date,v",
            48,
            i -> time("d/M/yyyy", LocalDateTime.of(2020, 1, 1, 0, 0).plusMonths(i)) + ",1" + i);
    assertThat(files.init("own.csv", monthly).fine().out())
        .contains("unsure     times could be written as M");
    String thousands =
        rows("when,v", 50, i -> LocalDate.of(2020, 1, 1).plusDays(i) + ",\"1," + (100 + i) + "\"");
    assertThat(files.init("two.csv", thousands).fine().out())
        .contains("unsure     '1,100' is read with thousands (decimal = \",\", if it isn't one)");
    String unnamed = rows("a,b", 50, i -> (1_600_000_000 + 3600 * i) + "," + i % 7);
    assertThat(files.init("three.csv", unnamed).fine().out())
        .contains("unsure     the numbers of 'a' look like times");
    String people = rows("a,b", 50, i -> (1_600_000_000 + 7919 * i % 1000) + "," + i % 7);
    assertThat(files.init("four.csv", people).fine().out()).contains("rows are counted");
    Cli.run("dataset", "init", "nosuch.csv").refused("nosuch.csv: can't be read: no such file");
  }

  @Test
  void aFileOfAnArchiveAndASheetAreChosen() throws IOException {
    String text = rows("day,a", 100, i -> LocalDate.of(2023, 1, 1).plusDays(i) + "," + i % 13);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : List.of("notes.txt", "in/own.csv")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    files.init("own.zip", bytes.toByteArray()).refused("notes.txt, in/own.csv", "--member");
    files.init("own.zip", bytes.toByteArray(), "--member", "own.csv").fine();
    assertThat(checked("own")).contains("own.csv of the archive").contains("100 rows");

    byte[] sheet = Workbooks.of("Q1", text);
    files.init("book.xlsx", sheet, "--sheet", "Q2").refused("no sheet 'Q2', expected one of Q1");
    files.init("book.xlsx", sheet, "--sheet", "Q1").fine();
    assertThat(checked("book")).contains("sheet Q1").contains("100 rows");
  }

  private String checked(String name) {
    String conf = dir.resolve(name + ".conf").toString();
    return Cli.run("dataset", "check", conf, "--data", dir.toString()).fine().out();
  }
}
