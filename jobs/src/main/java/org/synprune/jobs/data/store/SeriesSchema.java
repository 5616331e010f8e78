package org.synprune.jobs.data.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a series folder's Parquet. */
public final class SeriesSchema {

  /** Number of the row, from 0. */
  static final String ROW = "row";

  /** Number of the block, the chunk that the row was made of. */
  static final String BLOCK = "block";

  /** Whether the row repeats one of an earlier block, so that windows can be cut within a block. */
  public static final String HALO = "halo";

  /** Time of the row, without a time zone; null for a row that was a blank line. */
  public static final String TIME = "time";

  /** Number of the gap-free run, ascending. */
  public static final String SEGMENT = "segment";

  /** {@code train}, {@code validation}, {@code test}, or {@code any} under protocol paper. */
  public static final String SPLIT = "split";

  /** Whether the target was measured. */
  public static final String OBSERVED = "observed";

  /** The scaled target. */
  public static final String TARGET = "target";

  /** Names that no column of a feature has. */
  private static final List<String> FIXED =
      List.of(ROW, BLOCK, HALO, TIME, SEGMENT, SPLIT, OBSERVED, TARGET);

  private SeriesSchema() {}

  /**
   * The column of the target in raw units.
   *
   * @param target the target's name
   * @return the column's name
   */
  public static String raw(String target) {
    return "raw_" + target;
  }

  /**
   * The columns of the features. A feature named like another column, in upper or lower case, which
   * Spark doesn't tell apart, has a number after its name.
   *
   * @param target the target's name
   * @param features names of the features, in order
   * @return the name of the column of each
   */
  public static List<String> columns(String target, List<String> features) {
    Set<String> taken = new HashSet<>(FIXED);
    taken.add(raw(target).toLowerCase(Locale.ROOT));
    List<String> columns = new ArrayList<>();
    for (String feature : features) {
      String column = feature;
      for (int n = 2; !taken.add(column.toLowerCase(Locale.ROOT)); n++) {
        column = feature + "_" + n;
      }
      columns.add(column);
    }
    return columns;
  }

  /**
   * The columns of a series.
   *
   * @param target the target's name
   * @param features names of the features, in order
   * @return the columns, in order
   */
  public static StructType of(String target, List<String> features) {
    List<StructField> fields = new ArrayList<>();
    fields.add(DataTypes.createStructField(ROW, DataTypes.LongType, false));
    fields.add(DataTypes.createStructField(BLOCK, DataTypes.IntegerType, false));
    fields.add(DataTypes.createStructField(HALO, DataTypes.BooleanType, false));
    fields.add(DataTypes.createStructField(TIME, DataTypes.TimestampNTZType, true));
    fields.add(DataTypes.createStructField(SEGMENT, DataTypes.IntegerType, false));
    fields.add(DataTypes.createStructField(SPLIT, DataTypes.StringType, false));
    fields.add(DataTypes.createStructField(OBSERVED, DataTypes.BooleanType, false));
    fields.add(DataTypes.createStructField(raw(target), DataTypes.DoubleType, false));
    fields.add(DataTypes.createStructField(TARGET, DataTypes.FloatType, false));
    for (String feature : columns(target, features)) {
      fields.add(DataTypes.createStructField(feature, DataTypes.FloatType, false));
    }
    return DataTypes.createStructType(fields);
  }
}
