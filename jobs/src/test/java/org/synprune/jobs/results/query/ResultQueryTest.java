package org.synprune.jobs.results.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.results.HandMade;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.storage.Folder;

/** A query reads, and does nothing else. */
class ResultQueryTest {

  @TempDir private Path dir;

  private SparkSession spark;
  private List<String> views;
  private List<String> before;

  @BeforeEach
  void results() throws IOException {
    new ResultStore(dir.resolve("out"), "a")
        .commit(
            "u",
            List.of(
                HandMade.completed(Regulariser.NONE, 1), HandMade.completed(Regulariser.NONE, 2)));
    Files.writeString(dir.resolve("jar.jar"), "no jar");
    Files.writeString(dir.resolve("rows.csv"), "1,2");
    spark = LocalSpark.get().newSession();
    views = ResultViews.register(spark, Folder.local(dir.resolve("out")), Set.of());
    before = files();
  }

  /** All files of the test's folder and names in the working folder. */
  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(dir);
        Stream<Path> here = Files.list(Path.of("."))) {
      return Stream.concat(all, here).map(Path::toString).sorted().toList();
    }
  }

  @AfterEach
  void nothingIsWritten() throws IOException {
    assertThat(files()).isEqualTo(before);
    assertThat(spark.catalog().isCached("trials")).isFalse();
    assertThat(System.getProperty("synprune.test.reflected")).isNull();
  }

  private List<Row> rows(String sql) {
    return ResultQuery.of(spark, sql.replace("DIR", dir.toString()), views).collectAsList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM trials",
        "select count(*) from trials t join epochs e using (trial_id, run) where t.mae < 5;",
        "FROM trials SELECT mae",
        "TABLE trials",
        "VALUES (1), (2)",
        "WITH a AS (SELECT * FROM trials), b AS (SELECT mae FROM a) SELECT max(mae) FROM b",
        "SELECT mae FROM trials UNION ALL SELECT seconds FROM epochs",
        "SELECT mae FROM trials INTERSECT SELECT mae FROM trials",
        "SELECT mae FROM trials EXCEPT SELECT 7",
        "SELECT regulariser, avg(mae) FROM trials GROUP BY ALL HAVING avg(mae) > 0 ORDER BY ALL",
        "SELECT dataset, sum(mae) FROM trials GROUP BY ROLLUP(dataset)",
        "SELECT seed, row_number() OVER w FROM trials WINDOW w AS (ORDER BY seed)",
        "SELECT * FROM trials WHERE mae = (SELECT min(mae) FROM trials)",
        "SELECT * FROM trials t WHERE EXISTS (SELECT 1 FROM epochs e WHERE e.trial_id = t.trial_id)",
        "SELECT * FROM trials TABLESAMPLE (50 PERCENT)",
        "SELECT * FROM (SELECT dataset, seed, mae FROM trials) PIVOT (avg(mae) FOR seed IN (1, 2))",
        "SELECT * FROM (SELECT mae, rmse FROM trials) UNPIVOT (v FOR n IN (mae, rmse))",
        "SELECT explode(array(1, 2))",
        "SELECT * FROM trials LATERAL VIEW explode(array(1, 2)) AS one",
        "SELECT * FROM trials, LATERAL (SELECT trials.mae + 1)",
        "SELECT * FROM range(3) LIMIT 2 OFFSET 1",
        "SELECT /*+ BROADCAST(trials) */ mae FROM trials DISTRIBUTE BY mae SORT BY mae",
        "SELECT DISTINCT x.b FROM (SELECT seed, mae FROM trials) AS x (a, b) ORDER BY 1 LIMIT ALL",
        "DESCRIBE trials",
        "DESC TABLE EXTENDED trials",
        "DESCRIBE trials mae",
        "DESCRIBE SELECT mae FROM trials",
        "SHOW TABLES",
        "SHOW TABLES LIKE 't*'",
        "SHOW COLUMNS FROM trials",
        "EXPLAIN SELECT * FROM trials",
        "EXPLAIN EXPLAIN SELECT 1",
        "EXPLAIN FORMATTED WITH a AS (SELECT 1) SELECT * FROM a",
        "-- a comment\nSELECT 1",
      })
  void whatReadsIsAllowed(String sql) {
    // A sample may be empty.
    assertThat(rows(sql).size()).isGreaterThanOrEqualTo(sql.contains("SAMPLE") ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT OVERWRITE DIRECTORY 'DIR/x' USING parquet SELECT * FROM trials",
        "INSERT OVERWRITE LOCAL DIRECTORY 'DIR/x' USING csv SELECT * FROM trials",
        "INSERT OVERWRITE LOCAL DIRECTORY 'DIR/x' SELECT * FROM trials",
        "FROM trials INSERT OVERWRITE DIRECTORY 'DIR/x' USING parquet SELECT *",
        "WITH a AS (SELECT 1) INSERT OVERWRITE DIRECTORY 'DIR/x' USING parquet SELECT * FROM a",
        "EXPLAIN INSERT OVERWRITE DIRECTORY 'DIR/x' USING parquet SELECT * FROM trials",
        "EXPLAIN CREATE TABLE x AS SELECT 1",
        "INSERT INTO trials VALUES (1)",
        "INSERT INTO parquet.`DIR/x` VALUES (1)",
        "INSERT OVERWRITE trials SELECT * FROM trials",
        "DELETE FROM trials",
        "UPDATE trials SET mae = 0",
        "MERGE INTO trials USING epochs ON true WHEN MATCHED THEN DELETE",
        "TRUNCATE TABLE trials",
        "LOAD DATA LOCAL INPATH 'DIR/rows.csv' INTO TABLE trials",
        "CREATE TABLE x (a INT) USING parquet LOCATION 'DIR/x'",
        "CREATE TABLE x USING parquet LOCATION 'DIR/x' AS SELECT 1",
        "CREATE TABLE x AS SELECT 1",
        "CREATE OR REPLACE TEMPORARY VIEW trials AS SELECT 1",
        "CREATE TEMPORARY VIEW x USING csv OPTIONS (path 'DIR/rows.csv')",
        "CREATE VIEW x AS SELECT 1",
        "CREATE GLOBAL TEMPORARY VIEW x AS SELECT 1",
        "CREATE DATABASE x LOCATION 'DIR/x'",
        "CREATE FUNCTION f AS 'org.example.F' USING JAR 'DIR/jar.jar'",
        "CREATE TEMPORARY FUNCTION f AS 'org.example.F'",
        "ALTER TABLE trials ADD COLUMN x INT",
        "ALTER VIEW trials AS SELECT 1",
        "DROP TABLE trials",
        "DROP VIEW trials",
        "DROP DATABASE default CASCADE",
        "CACHE TABLE trials",
        "CACHE LAZY TABLE x AS SELECT 1",
        "UNCACHE TABLE trials",
        "CLEAR CACHE",
        "REFRESH TABLE trials",
        "REFRESH 'DIR'",
        "REFRESH FUNCTION f",
        "ANALYZE TABLE trials COMPUTE STATISTICS",
        "MSCK REPAIR TABLE trials",
        "ADD JAR 'DIR/jar.jar'",
        "ADD FILE 'DIR/rows.csv'",
        "ADD ARCHIVE 'DIR/jar.jar'",
        "LIST JARS",
        "SET spark.sql.ansi.enabled=true",
        "SET",
        "SET -v",
        "SET TIME ZONE 'UTC'",
        "SET CATALOG spark_catalog",
        "RESET",
        "USE other",
        "COMMENT ON TABLE trials IS 'x'",
        "SHOW FUNCTIONS",
        "SHOW DATABASES",
        "SHOW VIEWS",
        "SHOW CREATE TABLE trials",
        "SHOW TBLPROPERTIES trials",
        "SHOW TABLE EXTENDED LIKE 't*'",
        "SHOW PARTITIONS trials",
        "DESCRIBE FUNCTION abs",
        "DESCRIBE DATABASE default",
        "SELECT TRANSFORM (mae) USING 'tee DIR/x' AS (y) FROM trials",
        "FROM trials MAP mae USING 'tee DIR/x' AS y",
        "SELECT * FROM (SELECT TRANSFORM (mae) USING 'tee DIR/x' AS (y) FROM trials)",
        "SELECT 1 WHERE EXISTS (SELECT TRANSFORM (mae) USING 'tee DIR/x' AS (y) FROM trials)",
        "WITH a AS (SELECT TRANSFORM (mae) USING 'tee DIR/x' AS (y) FROM trials) SELECT * FROM a",
        "SELECT reflect('java.lang.System', 'setProperty', 'synprune.test.reflected', 'x')",
        "SELECT java_method('java.lang.System', 'setProperty', 'synprune.test.reflected', 'x')"
            + " FROM trials",
        "EXPLAIN SELECT reflect('java.lang.System', 'setProperty', 'synprune.test.reflected', 'x')",
        "EXPLAIN SELECT reflect('java.lang.System', 'setProperty', 'synprune.test.reflected', 'x')"
            + " FROM VALUES (1)",
        "SELECT * FROM trials WHERE mae > (SELECT length("
            + "reflect('java.lang.System', 'setProperty', 'synprune.test.reflected', 'x')))",
        "SELECT try_reflect('java.lang.System', 'setProperty', 'synprune.test.reflected', 'x')",
        "WITH a AS (SELECT reflect('java.lang.System', 'getProperty', 'user.home') AS h)"
            + " SELECT * FROM a",
        "SELECT IDENTIFIER('reflect')('java.lang.System', 'setProperty',"
            + " 'synprune.test.reflected', 'x')",
        "SELECT * FROM parquet.`DIR/out/trials`",
        "SELECT * FROM csv.`DIR/rows.csv`",
        "SELECT * FROM text.`/etc/hostname`",
        "SELECT * FROM binaryFile.`/etc/hostname`",
        "SELECT * FROM trials WHERE mae IN (SELECT mae FROM parquet.`DIR/out/trials`)",
        "SELECT * FROM IDENTIFIER('parquet.`DIR/out/trials`')",
        "WITH a AS (SELECT * FROM csv.`DIR/rows.csv`) SELECT 1",
        "DESCRIBE parquet.`DIR/out/trials`",
        "DESCRIBE SELECT * FROM csv.`DIR/rows.csv`",
        "EXPLAIN SELECT * FROM csv.`DIR/rows.csv`",
        "SHOW COLUMNS FROM parquet.`DIR/out/trials`",
        "SELECT * FROM spark_catalog.default.trials",
        "SELECT * FROM trials VERSION AS OF 1",
        "SELECT 1; SELECT 2",
        "BEGIN DROP VIEW trials; END",
        "EXECUTE IMMEDIATE 'DROP VIEW trials'",
        "",
        " ; ",
      })
  void allElseIsRefusedInOneSentence(String sql) {
    assertThatThrownBy(() -> rows(sql))
        .isInstanceOf(BadInputException.class)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1))
        .satisfies(e -> assertThat(e.getMessage()).startsWith("SQL"));
  }

  @Test
  void whatIsExpectedIsNamed() {
    assertThatThrownBy(() -> rows("DROP TABLE trials"))
        .hasMessage(
            "SQL: DROP isn't a query, expected a query that only reads (SELECT, WITH, VALUES,"
                + " DESCRIBE, SHOW TABLES, SHOW COLUMNS, EXPLAIN)");
    assertThatThrownBy(() -> rows("SELECT * FROM csv.`/x`"))
        .hasMessage("SQL: unknown table 'csv./x', expected one of trials, epochs, layers");
  }
}
