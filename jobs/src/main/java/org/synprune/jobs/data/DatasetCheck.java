package org.synprune.jobs.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.store.Manifest;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.SeriesSchema;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.storage.Folder;

/**
 * What {@code strict} makes of a data set. The check prepares it in a temporary folder.
 *
 * @param prepared what was made; its folder is removed
 * @param target mean and population standard deviation of the target over the train rows
 * @param scaler the same of each model input
 * @param splits the splits, in order of time
 * @param gaps stretches of time without rows, in order
 * @param lookbacks how many tasks some lookbacks give, those that fit
 * @param longest the longest lookback that {@link #SERVED} can be prepared with; 0 if none can
 */
public record DatasetCheck(
    PreparedSeries prepared,
    Scale target,
    Map<String, Scale> scaler,
    List<Split> splits,
    List<Gap> gaps,
    List<Lookback> lookbacks,
    int longest) {

  /** The longest lookback that series are prepared for by default, in rows. */
  public static final int SERVED = Prepare.MAX_LOOKBACK;

  private static final Logger LOG = LoggerFactory.getLogger(DatasetCheck.class);

  private static final List<Integer> TRIED = List.of(1, 3, 7, 14, 30, 60);

  /** Copies the collections. */
  public DatasetCheck {
    Objects.requireNonNull(prepared, "prepared");
    Objects.requireNonNull(target, "target");
    scaler = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(scaler));
    splits = List.copyOf(splits);
    gaps = List.copyOf(gaps);
    lookbacks = List.copyOf(lookbacks);
  }

  /**
   * How a column is scaled.
   *
   * @param mean mean of the train rows, which is subtracted
   * @param sd their standard deviation, by which it is divided
   */
  public record Scale(double mean, double sd) {}

  /**
   * One split.
   *
   * @param name {@code train}, {@code validation} or {@code test}
   * @param rows its rows
   * @param observed rows whose target was measured
   * @param first time of its first row
   * @param last time of its last row
   */
  public record Split(
      String name, long rows, long observed, LocalDateTime first, LocalDateTime last) {}

  /**
   * A gap.
   *
   * @param after time of the last row before it
   * @param before time of the first row after it
   */
  public record Gap(LocalDateTime after, LocalDateTime before) {}

  /**
   * The tasks of a lookback.
   *
   * @param rows the lookback
   * @param prepared the longest lookback that the series has to be prepared for, so that it fits
   * @param train tasks to learn from
   * @param validation tasks for choosing the checkpoint
   * @param test tasks to score
   */
  public record Lookback(int rows, int prepared, int train, int validation, int test) {}

  /**
   * Checks a data set.
   *
   * @param spark the session that does the work
   * @param conf the data set
   * @param data the folder that holds its raw file
   * @return what was found
   * @throws BadInputException if the file is missing or malformed, or there are too few rows for
   *     any lookback
   */
  public static DatasetCheck of(SparkSession spark, DatasetConf conf, Folder data) {
    Folder folder =
        Folder.temporary(
            spark.sparkContext().isLocal(), spark.sparkContext().hadoopConfiguration());
    try {
      return of(
          spark, Prepare.in(spark).dataset(conf).maxLookback(1).from(data).into(folder).run());
    } finally {
      try {
        folder.storage().remove(folder.path());
      } catch (IOException e) {
        LOG.warn("{} is left behind", folder, e);
      }
    }
  }

  private static DatasetCheck of(SparkSession spark, PreparedSeries prepared) {
    Map<String, Scale> scaler = new LinkedHashMap<>();
    StoredSeries stored = StoredSeries.of(prepared.folder());
    Manifest manifest = stored.manifest();
    List<String> columns = SeriesSchema.columns(manifest.target(), manifest.features());
    for (int c = 0; c < columns.size(); c++) {
      scaler.put(manifest.features().get(c), scale(manifest, columns.get(c)));
    }
    Scale ofTarget = scale(manifest, SeriesSchema.TARGET);
    Dataset<Row> rows =
        spark.read().parquet(stored.rows().readable()).where(not(col(SeriesSchema.HALO)));
    Series series = SeriesStore.read(spark, stored);
    List<Lookback> lookbacks = new ArrayList<>();
    for (int lookback : TRIED) {
      windows(series, lookback, SERVED)
          .or(() -> windows(series, lookback, lookback))
          .ifPresent(lookbacks::add);
    }
    return new DatasetCheck(
        prepared, ofTarget, scaler, splits(rows), gaps(rows), lookbacks, longest(series));
  }

  private static Scale scale(Manifest manifest, String column) {
    Manifest.Scale scale = Objects.requireNonNull(manifest.scaler().get(column));
    return new Scale(scale.mean(), scale.sd());
  }

  private static List<Split> splits(Dataset<Row> rows) {
    return rows
        .groupBy(SeriesSchema.SPLIT)
        .agg(
            count(lit(1)),
            sum(when(col(SeriesSchema.OBSERVED), 1L).otherwise(0L)),
            min(SeriesSchema.TIME).as("first"),
            max(SeriesSchema.TIME))
        .orderBy("first")
        .collectAsList()
        .stream()
        .map(
            row ->
                new Split(
                    row.getString(0),
                    row.getLong(1),
                    row.getLong(2),
                    (LocalDateTime) row.get(3),
                    (LocalDateTime) row.get(4)))
        .toList();
  }

  private static List<Gap> gaps(Dataset<Row> rows) {
    List<Row> segments =
        rows.groupBy(SeriesSchema.SEGMENT)
            .agg(min(SeriesSchema.TIME), max(SeriesSchema.TIME))
            .orderBy(SeriesSchema.SEGMENT)
            .collectAsList();
    List<Gap> gaps = new ArrayList<>();
    for (int i = 1; i < segments.size(); i++) {
      gaps.add(
          new Gap(
              (LocalDateTime) segments.get(i - 1).get(2), (LocalDateTime) segments.get(i).get(1)));
    }
    return gaps;
  }

  private static int longest(Series series) {
    int fits = 0;
    int fails = series.info().trainEnd() + 1;
    while (fails - fits > 1) {
      int middle = fits + (fails - fits) / 2;
      if (windows(series, middle, Math.max(SERVED, middle)).isPresent()) {
        fits = middle;
      } else {
        fails = middle;
      }
    }
    return fits;
  }

  private static Optional<Lookback> windows(Series series, int lookback, int served) {
    // Preparing for a lookback asks for more train rows than that.
    if (lookback > served || series.info().trainEnd() <= served) {
      return Optional.empty();
    }
    SeriesInfo info = series.info();
    Series other =
        new Series(
            new SeriesInfo(
                info.dataset(),
                Protocol.STRICT,
                info.features(),
                info.target(),
                info.resolution(),
                info.rows(),
                served,
                info.trainEnd(),
                info.validationEnd(),
                info.targetMean(),
                info.targetSd(),
                info.sha256(),
                info.id(),
                info.generated(),
                info.season()),
            series.features(),
            series.target(),
            series.rawTarget(),
            series.segment(),
            series.observed());
    try {
      Windows windows = Windows.of(other, lookback);
      return Optional.of(
          new Lookback(
              lookback,
              served,
              windows.train().length,
              windows.validation().length,
              windows.test().length));
    } catch (BadInputException e) {
      return Optional.empty();
    }
  }
}
