package org.synprune.kubernetes;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sweep has written, read without Spark.
 *
 * @param out its folder
 */
record Trials(Path out) {

  /** Trials' files so far. */
  int files() {
    File[] runs = out.resolve("trials").toFile().listFiles(File::isDirectory);
    int count = 0;
    for (File run : runs == null ? new File[0] : runs) {
      String[] files = run.list((folder, name) -> name.endsWith(".parquet"));
      count += files == null ? 0 : files.length;
    }
    return count;
  }

  /** Each trial's results, to the last bit. */
  List<String> results() {
    return query(
        "select trial_id, attempt, status, mae, rmse, mase, achieved_sparsity, restored_epoch"
            + " from trials order by all");
  }

  /** Rows of epochs that no trial of {@link #results} accounts for. */
  List<String> strayEpochs() {
    return query(
        "select trial_id, count(*) n, count(distinct epoch) d, any_value(epochs_run) r from epochs"
            + " left join (select trial_id, epochs_run from trials) using (trial_id) group by 1"
            + " having r is null or n != r or d != n");
  }

  /** Rows of a query over {@code trials} and {@code epochs}, each as a text. */
  List<String> query(String sql) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String table : List.of("trials", "epochs")) {
        statement.execute(
            "create view %1$s as from read_parquet('%2$s/%1$s/*/*.parquet')".formatted(table, out));
      }
      try (ResultSet found = statement.executeQuery(sql)) {
        int columns = found.getMetaData().getColumnCount();
        while (found.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= columns; column++) {
            row.add(String.valueOf(found.getObject(column)));
          }
          rows.add(String.join(" ", row));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }
}
