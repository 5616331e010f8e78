package org.synprune.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.cli.Cli;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.data.conf.DatasetConf;

/** {@code conf/README.md} describes every key that a data set's and a grid's file may have. */
class DocumentedKeysTest {

  private static final String WRONG = "no-such-key";

  private final Document document = Document.read("conf/README.md");

  @TempDir private Path dir;

  /** The keys that stand in the first column of tables; {@code x.y} stands for both. */
  private List<String> described() {
    return document
        .text()
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1)[1])
        .flatMap(cell -> Arrays.stream(cell.split("[,.]", -1)))
        .map(key -> key.strip().replace("`", ""))
        .toList();
  }

  /** What a reader says of a key that it doesn't know: it names those that it knows. */
  private static List<String> known(Cli.Ended refused) {
    assertThat(refused.code()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err()).contains(WRONG, "expected one of ");
    return List.of(refused.err().strip().replaceFirst("(?s).*expected one of ", "").split(", "));
  }

  private String grid() {
    return document.code("hocon").stream()
        .map(Document.Code::text)
        .filter(text -> text.contains("lookbacks = [7, 30]"))
        .findFirst()
        .orElseThrow();
  }

  /** Every line that shows keys of a source is one that is read. */
  @Test
  void keysOfASourceAreShownAsTheyAreRead() {
    String section =
        document
            .text()
            .replaceFirst("(?s).*### Files as people have them", "")
            .replaceFirst("(?s)\n## A grid.*", "");
    List<String> lines = section.lines().filter(line -> line.matches("[a-z]+ (=|[{]).*")).toList();
    assertThat(lines).hasSizeGreaterThan(20);
    for (String line : lines) {
      String text =
          """
          name = own
          description = "a file"
          target = value
          resolution = 1d
          columns = [value]
          sources = [{ %s %s %s
          }]
          recipes.strict { columns = [value] }
          """
              .formatted(
                  line.startsWith("parts") ? "" : "files = [own.csv]\n",
                  line.startsWith("time") ? "" : "time { columns = [date] }\n",
                  line);
      DatasetConf conf = DatasetConf.of(Section.of(ConfigFactory.parseString(text).resolve()));
      assertThat(conf.sources()).as(line).hasSize(1);
    }
  }

  private Path fileWithAWrongKey(String code, String before) throws IOException {
    assertThat(code).contains(before);
    int at = code.indexOf(before) + before.length();
    String wrong = code.substring(0, at) + "\n" + WRONG + " = 1\n" + code.substring(at);
    return Files.writeString(dir.resolve("wrong.conf"), wrong);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-fill = 6          | max-fill, min-share, sources",
        "sources = [{          | files, step, divide, charset",
        "time {                | columns, pattern, zone, start",
        "recipes.strict {      | calendar, lags, leads, edges",
        "lags = [{             | columns, steps"
      })
  void keysOfADataSet(String before, String some) throws IOException {
    Path file = fileWithAWrongKey(document.code("hocon").get(0).text(), before);
    List<String> known = known(Cli.run("dataset", "check", file.toString()));
    assertThat(known).contains(some.split(", "));
    assertThat(described()).containsAll(keysWithATable(known, before));
  }

  /** The keys of lags stand in a cell of their own. */
  private List<String> keysWithATable(List<String> known, String before) {
    if (!before.equals("lags = [{")) {
      return known;
    }
    String lags =
        document
            .text()
            .lines()
            .filter(line -> line.startsWith("| `lags`"))
            .collect(Collectors.joining());
    assertThat(known).allSatisfy(key -> assertThat(lags).contains(key));
    return List.of();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lookbacks = [7, 30]   | datasets, attempts, generate, protocols",
        "training {            | epochs, hidden, patience",
        "pruning {             | preset, max-sparsity, every"
      })
  void keysOfAGrid(String before, String some) throws IOException {
    Path file = fileWithAWrongKey(grid(), before);
    String out = dir.resolve("out").toString();
    List<String> known =
        known(Cli.run("run", "--grid", file.toString(), "--dry-run", "--out", out));
    assertThat(known).contains(some.split(", "));
    assertThat(described()).containsAll(known);
  }
}
