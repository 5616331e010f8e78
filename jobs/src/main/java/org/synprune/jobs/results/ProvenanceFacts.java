package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.analysis.RunDetails.Fact;

/** Versions, machines, data and times of a run's trials; each distinct value once. */
final class ProvenanceFacts {

  private static final Map<String, Column> FACTS = facts();

  private ProvenanceFacts() {}

  /** Reads them; of several runs, each value is led by the runs that have it. */
  static List<Fact> of(SparkSession spark, RunRows runs) {
    if (runs.stores().size() == 1) {
      return of(runs.rows(spark, ResultTables.TRIALS));
    }
    Map<String, Map<List<String>, List<String>>> byName = new LinkedHashMap<>();
    for (ResultStore store : runs.stores()) {
      for (Fact fact : of(store.rows(spark, ResultTables.TRIALS))) {
        byName
            .computeIfAbsent(fact.name(), key -> new LinkedHashMap<>())
            .computeIfAbsent(fact.values(), key -> new ArrayList<>())
            .add(store.run());
      }
    }
    List<Fact> facts = new ArrayList<>(runs.notes());
    byName.forEach(
        (name, values) ->
            facts.add(
                new Fact(
                    name,
                    values.entrySet().stream()
                        .map(
                            one ->
                                String.join(", ", one.getValue())
                                    + ": "
                                    + String.join("; ", one.getKey()))
                        .toList())));
    return facts;
  }

  private static List<Fact> of(Dataset<Row> trials) {
    List<Column> columns = new ArrayList<>();
    FACTS.forEach((name, value) -> columns.add(sort_array(collect_set(value)).as(name)));
    columns.add(date_format(min("finished_at"), "yyyy-MM-dd HH:mm:ss").as("first"));
    columns.add(date_format(max("finished_at"), "yyyy-MM-dd HH:mm:ss").as("last"));
    columns.add(count_distinct(col("trial_id")).as("trials"));
    columns.add(count(lit(1)).as("attempts"));
    Row row =
        trials
            .agg(columns.get(0), columns.subList(1, columns.size()).toArray(Column[]::new))
            .head();
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "trials",
            List.of(
                String.format(
                    Locale.ROOT,
                    "%,d, in %,d attempts",
                    row.<Long>getAs("trials"),
                    row.<Long>getAs("attempts")))));
    facts.add(
        new Fact(
            "finished",
            List.of(row.<String>getAs("first") + " UTC to " + row.<String>getAs("last") + " UTC")));
    for (String name : FACTS.keySet()) {
      List<String> values = row.getList(row.fieldIndex(name));
      if (!values.isEmpty()) {
        facts.add(new Fact(name, values));
      }
    }
    return facts;
  }

  private static Map<String, Column> facts() {
    Map<String, Column> facts = new LinkedHashMap<>();
    facts.put("program", concat_ws(", commit ", col("program_version"), col("git_commit")));
    facts.put(
        "versions",
        concat_ws(
            ", ",
            concat_ws(" ", lit("DJL"), col("djl_version")),
            col("engine_version"),
            concat_ws(" ", lit("Spark"), col("spark_version")),
            concat_ws(" ", lit("Java"), col("java_version"))));
    facts.put("device", col("device"));
    facts.put("GPU address", col("gpu_address"));
    facts.put("engine flags", col("engine_flags"));
    facts.put("host", col("host"));
    facts.put("threads a trial", col("threads").cast("string"));
    facts.put(
        "data (SHA-256)",
        concat_ws(
            " ",
            col("dataset"),
            col("data_sha256"),
            when(col("generated"), "(generated, not measured)")));
    facts.put("settings", col("settings"));
    return facts;
  }
}
