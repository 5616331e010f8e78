package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions to the results of real sweeps. */
class QueryCommandTest {

  @TempDir private Path dir;

  private static Cli.Ended query(String... args) {
    List<String> all = new ArrayList<>(List.of("query", "--out", SmallRun.get().out()));
    all.addAll(List.of(args));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void tablesJoinAndAgreeWithWhatTheSweepSaid() {
    String[] lines =
        query(
                "--run",
                "small",
                "SELECT c.regulariser, c.n, round(c.mean - avg(t.mae), 9) AS off, count(*) AS rows"
                    + " FROM cells c JOIN trials t USING (dataset, regulariser, run)"
                    + " GROUP BY c.regulariser, c.n, c.mean ORDER BY 1;")
            .fine()
            .out()
            .split("\n");
    assertThat(lines)
        .containsExactly(
            "regulariser       n  off  rows",
            "----------------  -  ---  ----",
            "none              2    0     2",
            "synaptic-pruning  2    0     2");
  }

  @Test
  void csvIsWhatAReaderOfCsvReadsBack() throws IOException {
    Cli.Ended ended =
        query(
            "--format",
            "csv",
            "--run",
            "small",
            "SELECT 'a \"b\", c' AS text, CAST(NULL AS STRING) AS nothing, mae, array(1, 2) AS two,"
                + " mae AS text, finished_at FROM trials ORDER BY mae");
    List<CSVRecord> rows =
        CSVFormat.DEFAULT.parse(new StringReader(ended.fine().out())).getRecords();
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0)).containsExactly("text", "nothing", "mae", "two", "text", "finished_at");
    assertThat(rows.get(1).get(0)).isEqualTo("a \"b\", c");
    assertThat(rows.get(1).get(1)).isEmpty();
    assertThat(rows.get(1).get(3)).isEqualTo("[1,2]");
    assertThat(rows.get(1).get(5)).matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z");
    double before = 0;
    for (CSVRecord row : rows.subList(1, 5)) {
      assertThat(Double.parseDouble(row.get(2))).isGreaterThanOrEqualTo(before);
      before = Double.parseDouble(row.get(2));
    }
    assertThat(ended.out()).doesNotContain("\r");
  }

  @Test
  void tablesForPapersAreMarkup() {
    String sql =
        "SELECT regulariser, count(*) AS n_seeds FROM trials WHERE run = 'small' GROUP BY 1 ORDER BY 1";
    assertThat(query("--format", "markdown", sql).fine().out())
        .isEqualTo(
            "| regulariser | n\\_seeds |\n| --- | ---: |\n| none | 2 |\n| synaptic-pruning | 2 |\n");
    assertThat(query("--format", "latex", sql).fine().out())
        .startsWith("\\begin{tabular}{lr}\n\\toprule\nregulariser & n\\_seeds \\\\\n\\midrule\n")
        .endsWith("synaptic-pruning & 2 \\\\\n\\bottomrule\n\\end{tabular}\n");
  }

  @Test
  void jsonIsAnObjectALineWithEveryKeyAndEveryBit() {
    List<JsonNode> rows =
        query("--format", "json", "SELECT run, mae, error FROM trials ORDER BY run, mae")
            .fine()
            .out()
            .lines()
            .map(Cli::json)
            .toList();
    assertThat(rows).hasSize(6);
    assertThat(rows.get(0).path("run").asText()).isEqualTo("broken");
    assertThat(rows.get(0).get("mae").isNull()).isTrue();
    assertThat(rows.get(0).path("error").asText()).isEqualTo("DivergedException");
    double mean =
        rows.subList(2, 6).stream().mapToDouble(row -> row.get("mae").asDouble()).sum() / 4;
    double said = 0;
    for (JsonNode cell : SmallRun.get().small().json().at("/protocols/0/cells")) {
      said += cell.get("mean").asDouble() / 2;
    }
    assertThat(mean).isCloseTo(said, Offset.offset(1e-12));
  }

  @Test
  void tablesAreBoundedAndSaySo() {
    Cli.Ended many = query("SELECT id AS number FROM range(1000)");
    assertThat(many.fine().out().lines()).hasSize(102);
    assertThat(many.err()).contains("more than these 100 rows", "--limit");
    assertThat(query("--limit", "3", "SELECT * FROM range(1000)").fine().out().lines()).hasSize(5);
    assertThat(query("--format", "csv", "SELECT * FROM range(1000)").fine().out().lines())
        .hasSize(1001);
    assertThat(query("SELECT repeat('x', 99) AS long, 1 / 3 AS third").fine().out())
        .contains("x".repeat(37) + "...", "0.333333");
  }

  @Test
  void schemaAndNamesCanBeAskedFor() {
    assertThat(query("DESCRIBE epochs").fine().out())
        .contains("validation_loss", "double", "mean absolute error")
        .satisfies(text -> assertThat(text.lines()).allMatch(line -> line.length() <= 80));
    assertThat(query("--format", "csv", "DESCRIBE epochs").fine().out())
        .contains("validation_mae,double,mean absolute error on the validation windows [");
    assertThat(query("SHOW TABLES").fine().out())
        .contains("trials", "epochs", "layers", "cells", "tests", "series")
        .doesNotContain("regressions", "forecasts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELEC 1                         | SQL, line 1, character 1: Syntax error at or near 'SELEC'",
        "SELECT mea FROM trials          | SQL, line 1, character 8: unknown column 'mea', expected perhaps one of mae",
        "SELECT * FROM trails            | SQL, line 1, character 15: unknown table 'trails', expected one of trials, epochs",
        "SELECT * FROM regressions       | no table 'regressions' yet, 'nightly' writes it",
        "SELECT nosuch(1)                | nosuch",
        "SELECT sum(mae), seed FROM trials | GROUP BY",
        "INSERT INTO trials VALUES (1)   | INSERT isn't a query",
        "WITH a AS (SELECT 1) INSERT INTO trials SELECT * FROM a | WITH isn't a query",
        "CREATE TABLE x AS SELECT 1      | CREATE isn't a query",
        "CREATE VIEW x AS SELECT 1       | CREATE isn't a query",
        "DROP TABLE trials               | DROP isn't a query",
        "SET spark.sql.ansi.enabled=true | SET isn't a query",
        "CACHE TABLE trials              | CACHE isn't a query",
        "USE other                       | USE isn't a query",
        "';'                             | SQL is empty",
        "SELECT raise_error('no such luck') | no such luck",
      })
  void whatCannotBeAnsweredIsOneSentence(String sql, String said) {
    query(sql).refused(said.strip());
  }

  @Test
  void aFolderOrRunThatIsNotThereIsNamed() {
    Cli.run("query", "--out", dir.resolve("no").toString(), "SELECT 1").refused("no such folder");
    Cli.run("query", "--out", dir.toString(), "SELECT 1").refused("holds no results");
    query("--run", "large", "SELECT 1").refused("--run is 'large'", "broken, small");
    query("--run", "small,large", "SELECT 1").refused("--run is 'large'", "broken, small");
    query("--limit", "-1", "SELECT 1").refused("--limit is -1");
  }

  @Test
  void severalRunsAreAskedTogether() {
    String sql = "SELECT run, count(*) AS trials FROM trials GROUP BY run ORDER BY run";
    assertThat(query("--format", "csv", "--run", "small,broken", sql).fine().out())
        .isEqualTo("run,trials\nbroken,2\nsmall,4\n");
    assertThat(query("--format", "csv", "--run", "small", sql).fine().out())
        .isEqualTo("run,trials\nsmall,4\n");
  }

  @Test
  void onlyWhatWasCommittedIsSeen() throws IOException {
    Path copy = SmallRun.get().copy(dir.resolve("o[u]t*"));
    Path epochs = copy.resolve("epochs/run=small");
    // A unit's file of epochs without its file of trials, and one set aside.
    try (Stream<Path> files = Files.list(epochs)) {
      Path any =
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.copy(any, epochs.resolve("killed.parquet"));
      Files.createDirectories(copy.resolve(".damaged/small"));
      Files.write(copy.resolve(".damaged/small/trials-x.parquet"), new byte[] {1});
    }
    String sql = "SELECT count(*) AS rows FROM epochs JOIN trials USING (trial_id, run)";
    Cli.Ended counted =
        Cli.run("query", "--out", copy.toString(), "--format", "csv", "--run", "small", sql);
    assertThat(counted.fine().out()).isEqualTo("rows\n16\n");

    Path trials = copy.resolve("trials/run=small");
    Files.write(
        trials.resolve("cut.parquet"), "PAR1 and no more".getBytes(StandardCharsets.US_ASCII));
    Cli.run("query", "--out", copy.toString(), "SELECT avg(mae) FROM trials")
        .refused("cut.parquet", "is not a Parquet file", "sweeping its run again sets it aside");
  }
}
