package org.synprune.jobs.data.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.storage.Folder;

/** Reads series folders back. */
public final class SeriesStore {

  private static final int FIXED = 5;

  private SeriesStore() {}

  /**
   * Reads a series into the driver's memory: {@code 4 x rows x (features + 4)} bytes, and the rows
   * of one partition at a time.
   *
   * @param spark the session that reads
   * @param folder a folder made by {@code prepare}
   * @return the series, rows in order
   * @throws BadInputException if the folder is no series folder, lacks rows or is too large
   */
  public static Series read(SparkSession spark, Folder folder) {
    return read(spark, StoredSeries.of(folder));
  }

  /**
   * Reads a series of this machine, as {@link #read(SparkSession, Folder)} does.
   *
   * @param spark the session that reads
   * @param folder a folder made by {@code prepare}
   * @return the series, rows in order
   * @throws BadInputException if the folder is no series folder, lacks rows or is too large
   */
  public static Series read(SparkSession spark, java.nio.file.Path folder) {
    return read(spark, Folder.local(folder));
  }

  /**
   * Reads a series, published or not, as {@link #read(SparkSession, Folder)} does.
   *
   * @param spark the session that reads
   * @param stored the series
   * @return the series, rows in order
   * @throws BadInputException if it lacks rows or is too large
   */
  public static Series read(SparkSession spark, StoredSeries stored) {
    try {
      return rows(spark, stored);
    } catch (Exception e) {
      if (!stored.rows().exists()) {
        throw new BadInputException(
            stored.folder() + ": was prepared anew while it was read; run the command again", e);
      }
      throw e;
    }
  }

  private static Series rows(SparkSession spark, StoredSeries from) {
    Folder folder = from.folder();
    SeriesInfo info = from.info();
    Dataset<Row> stored = spark.read().parquet(from.rows().readable());
    List<Column> columns = new ArrayList<>();
    for (String name :
        List.of(
            SeriesSchema.ROW,
            SeriesSchema.TARGET,
            SeriesSchema.raw(info.target()),
            SeriesSchema.SEGMENT,
            SeriesSchema.OBSERVED)) {
      columns.add(column(name));
    }
    SeriesSchema.columns(info.target(), info.features()).forEach(name -> columns.add(column(name)));
    int rows = info.rows();
    int width = info.features().size();
    if ((long) rows * width > Integer.MAX_VALUE) {
      throw new BadInputException(
          folder + ": " + rows + " x " + width + " features don't fit into one array");
    }
    float[] features = new float[rows * width];
    float[] target = new float[rows];
    double[] raw = new double[rows];
    int[] segment = new int[rows];
    boolean[] observed = new boolean[rows];
    boolean[] seen = new boolean[rows];
    int count = 0;
    Iterator<Row> each =
        stored
            .where(functions.not(column(SeriesSchema.HALO)))
            .select(columns.toArray(Column[]::new))
            .toLocalIterator();
    while (each.hasNext()) {
      Row row = each.next();
      int at = Math.toIntExact(row.getLong(0));
      if (at >= rows || seen[at]) {
        throw damaged(folder, rows);
      }
      seen[at] = true;
      count++;
      target[at] = row.getFloat(1);
      raw[at] = row.getDouble(2);
      segment[at] = row.getInt(3);
      observed[at] = row.getBoolean(4);
      for (int c = 0; c < width; c++) {
        features[at * width + c] = row.getFloat(FIXED + c);
      }
    }
    if (count != rows) {
      throw damaged(folder, rows);
    }
    return new Series(info, features, target, raw, segment, observed);
  }

  /**
   * The folder of a series.
   *
   * @param root the folder of all series
   * @param dataset the data set
   * @param protocol the protocol
   * @return where {@code prepare} puts it, whether it is there or not
   */
  public static Folder folder(Folder root, String dataset, Protocol protocol) {
    return root.resolve(dataset).resolve(protocol.id());
  }

  /**
   * What a series folder holds, without reading its rows.
   *
   * @param folder any folder
   * @return empty if it isn't a series folder, or one of another version
   */
  public static Optional<SeriesInfo> info(Folder folder) {
    return StoredSeries.find(folder).map(StoredSeries::info);
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  private static BadInputException damaged(Folder folder, int rows) {
    return new BadInputException(
        folder
            + ": rows are missing or there twice, expected rows 0 to "
            + (rows - 1)
            + " once each");
  }
}
