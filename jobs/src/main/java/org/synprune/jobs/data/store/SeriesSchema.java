package org.synprune.jobs.data.store;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a series folder's Parquet. */
public final class SeriesSchema {

  static final String ROW = "row";
  static final String BLOCK = "block";
  public static final String HALO = "halo";
  public static final String TIME = "time";
  public static final String SEGMENT = "segment";
  public static final String SPLIT = "split";
  public static final String OBSERVED = "observed";
  public static final String TARGET = "target";

  /** Names that no feature may have. */
  public static final List<String> FIXED =
      List.of(ROW, BLOCK, HALO, TIME, SEGMENT, SPLIT, OBSERVED, TARGET);

  private SeriesSchema() {}

  public static String raw(String target) {
    return "raw_" + target;
  }

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
    for (String feature : features) {
      fields.add(DataTypes.createStructField(feature, DataTypes.FloatType, false));
    }
    return DataTypes.createStructType(fields);
  }
}
