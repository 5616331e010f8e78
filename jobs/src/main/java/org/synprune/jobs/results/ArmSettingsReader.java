package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.analysis.SettingAxis;
import org.synprune.jobs.grid.Arm;

/** Reads which settings arms have. */
public final class ArmSettingsReader {

  /** Columns of {@code trials} with settings that are numbers, and their keys in a grid. */
  private static final Map<String, String> NUMBERS = numbers();

  private static final String NAME = ".name";

  private ArmSettingsReader() {}

  private static Map<String, String> numbers() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("dropout_rate", "rate");
    keys.put("mc_passes", "mc-passes");
    keys.put("min_sparsity", "min-sparsity");
    keys.put("max_sparsity", "max-sparsity");
    keys.put("warmup", "warmup");
    keys.put("update_every", "every");
    return keys;
  }

  /**
   * Reads trials.
   *
   * @param spark the session that reads
   * @param runs the results; there must be trials
   * @return an entry for each arm with a completed trial; what differs between an arm's trials is
   *     left out
   */
  public static List<SettingAxis.Settings> read(SparkSession spark, RunRows runs) {
    Column[] columns =
        Stream.concat(
                Stream.of(
                    col("regulariser"),
                    coalesce(col("regulariser_type"), col("regulariser")),
                    col("regulariser_settings")),
                NUMBERS.keySet().stream().map(name -> col(name).cast("double")))
            .toArray(Column[]::new);
    Map<String, SettingAxis.Settings> arms = new LinkedHashMap<>();
    for (Row row :
        TrialReader.completed(spark, runs)
            .select(columns)
            .distinct()
            .orderBy("regulariser")
            .collectAsList()) {
      SettingAxis.Settings read =
          new SettingAxis.Settings(new Arm(row.getString(0)), row.getString(1), values(row));
      arms.merge(row.getString(0), read, ArmSettingsReader::shared);
    }
    return List.copyOf(arms.values());
  }

  private static SettingAxis.Settings shared(SettingAxis.Settings one, SettingAxis.Settings other) {
    Map<String, Object> values = new HashMap<>(one.values());
    values.entrySet().retainAll(other.values().entrySet());
    return new SettingAxis.Settings(one.arm(), one.type(), values);
  }

  private static Map<String, Object> values(Row row) {
    Map<String, Object> values = new HashMap<>();
    String own = row.getString(2);
    if (own != null) {
      for (Map.Entry<String, ConfigValue> one : ConfigFactory.parseString(own).entrySet()) {
        String key = one.getKey();
        Object value = one.getValue().unwrapped();
        values.put(
            key.endsWith(NAME) ? key.substring(0, key.length() - NAME.length()) : key,
            value instanceof Number number ? (Object) number.doubleValue() : value.toString());
      }
    }
    int column = 3;
    for (String key : NUMBERS.values()) {
      if (!row.isNullAt(column)) {
        values.put(key, row.getDouble(column));
      }
      column++;
    }
    return values;
  }
}
