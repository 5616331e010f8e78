package org.synprune.jobs.data.store;

import java.io.IOException;
import java.nio.file.Path;
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
import org.synprune.jobs.files.Locations;
import org.synprune.jobs.files.Replacement;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;

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
  public static Series read(SparkSession spark, Path folder) {
    SeriesInfo info = Manifest.read(folder).info();
    Dataset<Row> stored = spark.read().parquet(Locations.toRead(folder.resolve(SeriesWriter.DATA)));
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
    info.features().forEach(name -> columns.add(column(name)));
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
    if (!Manifest.read(folder).info().id().equals(info.id())) {
      throw new BadInputException(
          folder + ": was prepared anew while it was read; run the command again");
    }
    return new Series(info, features, target, raw, segment, observed);
  }

  /**
   * How a series' inputs were scaled.
   *
   * @param folder a folder made by {@code prepare}
   * @return the scaler of the features, in their order
   * @throws BadInputException if the folder is no series folder
   */
  public static FeatureScaler scaler(Path folder) {
    Manifest manifest = Manifest.read(folder);
    List<Manifest.Scale> scales = manifest.features().stream().map(manifest.scaler()::get).toList();
    return new FeatureScaler(
        scales.stream().map(Manifest.Scale::mean).toList(),
        scales.stream().map(Manifest.Scale::sd).toList());
  }

  /**
   * The folder of a series.
   *
   * @param root the folder of all series
   * @param dataset the data set
   * @param protocol the protocol
   * @return where {@code prepare} puts it, whether it is there or not; a folder that a killed
   *     process had moved out of the way is put back first
   * @throws BadInputException if such a folder can't be put back
   */
  public static Path folder(Path root, String dataset, Protocol protocol) {
    Path folder = root.resolve(dataset).resolve(protocol.id());
    try {
      Replacement.recover(folder);
    } catch (IOException e) {
      throw new BadInputException(folder + ": can't be restored: " + e.getMessage(), e);
    }
    return folder;
  }

  /**
   * What a series folder holds, without reading its rows.
   *
   * @param folder any folder
   * @return empty if it isn't a series folder, or one of another version
   */
  public static Optional<SeriesInfo> info(Path folder) {
    return Manifest.find(folder).map(Manifest::info);
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  private static BadInputException damaged(Path folder, int rows) {
    return new BadInputException(
        folder
            + ": rows are missing or there twice, expected rows 0 to "
            + (rows - 1)
            + " once each");
  }
}
