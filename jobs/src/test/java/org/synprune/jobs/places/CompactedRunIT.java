package org.synprune.jobs.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cli.Cli;

/** A reader of Parquet that knows nothing of the program reads a compacted run by its files. */
class CompactedRunIT {

  private static final Path DRIVER =
      Path.of(System.getProperty("synprune.home"), "jobs/target/notebook/duckdb_jdbc.jar");

  private static final int EPOCHS = 8;
  private static final int TRIALS = 4;

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn]
      lookbacks = [3]
      regularisers = [none, synaptic-pruning]
      seeds = ["1..2"]
      training { epochs = %d, hidden = 32 }
      generate { sp500 = 300 }
      """;

  @TempDir private static Path dir;

  private static URLClassLoader loader;
  private static Connection duckDb;

  @BeforeAll
  static void sweepsAndCompacts() throws Exception {
    String grid = Files.writeString(dir.resolve("small.conf"), GRID.formatted(EPOCHS)).toString();
    String out = dir.resolve("out").toString();
    // Two sweeps of two seeds each: more than one file a table.
    for (String seed : List.of("1", "2")) {
      Cli.run(
              "run",
              "--grid",
              grid,
              "--seeds",
              seed,
              "--run",
              "small",
              "--out",
              out,
              "--stack",
              "1",
              "--skip-inference")
          .fine();
    }
    assertThat(files("trials")).hasSizeGreaterThan(1);
    // What a killed sweep leaves: epochs without a trial.
    Path epochs = dir.resolve("out/epochs/run=small");
    Files.copy(epochs.resolve(files("epochs").get(0)), epochs.resolve("killed.parquet"));
    Cli.run("compact", "--run", "small", "--out", out).fine();
    loader = new URLClassLoader(new URL[] {DRIVER.toUri().toURL()});
    Class<?> driver = loader.loadClass("org.duckdb.DuckDBDriver");
    duckDb =
        ((Driver) driver.getConstructor().newInstance()).connect("jdbc:duckdb:", new Properties());
  }

  @AfterAll
  static void ends() throws Exception {
    duckDb.close();
    loader.close();
  }

  private static List<String> files(String table) throws IOException {
    try (Stream<Path> all = Files.list(dir.resolve("out").resolve(table).resolve("run=small"))) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Rows by DuckDB; {@code {TABLE}} stands for the files of a table. */
  private static List<String> ask(String sql) throws SQLException {
    String full = sql.replaceAll("\\{(\\w+)}", "'" + dir + "/out/$1/*/*.parquet'");
    List<String> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet row = statement.executeQuery(full)) {
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          values.add(row.getString(i));
        }
        rows.add(String.join(" ", values));
      }
    }
    return rows;
  }

  private static List<String> query(String sql) {
    return Cli.run("query", "--out", dir.resolve("out").toString(), "--format", "csv", sql)
        .fine()
        .out()
        .lines()
        .skip(1)
        .map(line -> line.replace(',', ' '))
        .toList();
  }

  @Test
  void eachTableIsOneFile() throws IOException {
    for (String table : List.of("trials", "epochs", "layers")) {
      assertThat(files(table)).as(table).hasSize(1).allMatch(name -> name.endsWith(".parquet"));
    }
  }

  @Test
  void aGlobCountsEachRowOnce() throws SQLException {
    assertThat(ask("SELECT count(*), count(DISTINCT trial_id) FROM {trials}"))
        .containsExactly(TRIALS + " " + TRIALS);
    assertThat(ask("SELECT count(*), count(DISTINCT (trial_id, epoch)) FROM {epochs}"))
        .containsExactly(TRIALS * EPOCHS + " " + TRIALS * EPOCHS);
    String layers = "SELECT count(*), sum(total), sum(pruned) FROM ";
    assertThat(ask(layers + "{layers}")).isEqualTo(query(layers + "layers"));
    assertThat(ask("SELECT min(pruned) > 0 FROM {layers} WHERE epoch = " + EPOCHS))
        .containsExactly("true");
  }

  @Test
  void valuesAreThoseOfTheProgram() throws SQLException {
    String sql = "SELECT trial_id, regulariser, seed, mae, nonzeros FROM %s ORDER BY trial_id";
    assertThat(ask(sql.formatted("{trials}")))
        .hasSize(TRIALS)
        .isEqualTo(query(sql.formatted("trials")));
    assertThat(
            ask(
                "SELECT run, regulariser, avg(mae) > 0, count(*) FROM"
                    + " read_parquet({trials}, hive_partitioning = true)"
                    + " WHERE status = 'COMPLETED' GROUP BY ALL ORDER BY ALL"))
        .containsExactly("small none true 2", "small synaptic-pruning true 2");
  }
}
