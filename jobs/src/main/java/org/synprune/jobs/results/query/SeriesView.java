package org.synprune.jobs.results.query;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.results.TableColumn;
import org.synprune.jobs.storage.Folder;

/**
 * View {@code series}: the prepared series in {@code series/DATASET/PROTOCOL}, each row once. It
 * has the features of all of them; those that a series doesn't have are null in its rows.
 */
final class SeriesView {

  static final String NAME = "series";

  /** The columns that every series has, besides those named after its target and features. */
  static final List<TableColumn> FIXED =
      List.of(
          new TableColumn("dataset", TableColumn.Type.TEXT, "name", "data set"),
          new TableColumn("protocol", TableColumn.Type.TEXT, "id", "how data are split and scored"),
          new TableColumn("row", TableColumn.Type.BIGINT, "count, from 0", "number of the row"),
          new TableColumn(
              "time", TableColumn.Type.LOCAL_TIME, "local time of the data", "time of the row"),
          new TableColumn(
              "segment", TableColumn.Type.INTEGER, "count, from 0", "run of rows without a gap"),
          new TableColumn(
              "split",
              TableColumn.Type.TEXT,
              "train, validation or test",
              "what the row is used for"),
          new TableColumn(
              "observed",
              TableColumn.Type.BOOLEAN,
              "true or false",
              "whether the target was measured"),
          new TableColumn(
              "target",
              TableColumn.Type.DOUBLE,
              "standard deviations of the target",
              "what is forecast, scaled"));

  private static final String RAW = "raw_";

  /** Columns that say how the files are laid out: rows at a block's edge are stored twice. */
  private static final String[] LAYOUT = {"block", "halo"};

  private SeriesView() {}

  /**
   * The rows of all series.
   *
   * @param rows the rows
   * @param comments what each column holds, by name
   */
  record Rows(Dataset<Row> rows, Map<String, String> comments) {}

  /** Reads the series of a result folder; nothing if there are none. */
  static Optional<Rows> read(SparkSession spark, Folder root) throws IOException {
    Folder folder = root.resolve(NAME);
    Dataset<Row> all = null;
    for (Folder dataset : folders(folder)) {
      for (Folder protocol : folders(dataset)) {
        Folder data =
            StoredSeries.find(protocol).map(StoredSeries::rows).orElse(protocol.resolve("data"));
        if (data.exists()) {
          Dataset<Row> one = read(spark, data, dataset.path().getName(), protocol.path().getName());
          all = all == null ? one : all.unionByName(one, true);
        }
      }
    }
    return Optional.ofNullable(all).map(rows -> new Rows(rows, comments(rows.columns())));
  }

  private static List<Folder> folders(Folder folder) throws IOException {
    return folder.storage().list(folder.path()).stream()
        .filter(one -> one.folder() && !one.name().startsWith("."))
        .map(one -> folder.resolve(one.name()))
        .toList();
  }

  private static Dataset<Row> read(
      SparkSession spark, Folder data, String dataset, String protocol) {
    Dataset<Row> stored = spark.read().parquet(data.readable()).where("NOT halo").drop(LAYOUT);
    return stored.select(
        functions.lit(dataset).as("dataset"),
        functions.lit(protocol).as("protocol"),
        functions.col("*"));
  }

  private static Map<String, String> comments(String[] columns) {
    Map<String, String> comments = new HashMap<>();
    FIXED.forEach(column -> comments.put(column.name(), column.comment()));
    for (String name : columns) {
      comments.putIfAbsent(
          name,
          name.startsWith(RAW)
              ? "target as measured [raw units of " + name.substring(RAW.length()) + "]"
              : "input, scaled [standard deviations of " + name + "]");
    }
    return comments;
  }
}
