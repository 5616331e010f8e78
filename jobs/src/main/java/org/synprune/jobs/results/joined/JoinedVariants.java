package org.synprune.jobs.results.joined;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Variant;

/**
 * The training settings in which trials of several runs differ, be it that a run's grid varies them
 * or that the runs have different ones: they tell places apart, as if one grid had varied them.
 *
 * @param joined the variant that each kind of trial has among all runs
 */
record JoinedVariants(Map<Kind, Variant> joined) {

  /** Settings that a grid may vary. */
  private static final List<String> VARIABLE =
      List.of("epochs", "batch-size", "learning-rate", "hidden", "patience");

  private static final String PATIENCE = "patience";

  /** The settings that arms share, as JSON, and the variant within the run. */
  record Kind(String settings, Variant variant) {}

  static JoinedVariants of(List<RunKind> kinds) {
    Set<String> varied = varied(kinds);
    Map<Kind, Variant> joined = new LinkedHashMap<>();
    for (RunKind kind : kinds) {
      // What isn't a setting of the training stays as it is.
      SortedMap<String, Double> values = new TreeMap<>(kind.variant().values());
      values.keySet().removeAll(VARIABLE);
      kind.training()
          .forEach(
              (key, value) -> {
                if (varied.contains(key)) {
                  values.put(key, value);
                }
              });
      joined.put(new Kind(kind.settings(), kind.variant()), new Variant(values));
    }
    return new JoinedVariants(joined);
  }

  private static Set<String> varied(List<RunKind> kinds) {
    Set<String> varied = new TreeSet<>();
    SortedMap<String, Double> first = kinds.get(0).training();
    boolean stopsEarly = false;
    for (RunKind kind : kinds) {
      SortedMap<String, Double> training = kind.training();
      VARIABLE.stream()
          .filter(key -> !Objects.equals(first.get(key), training.get(key)))
          .forEach(varied::add);
      stopsEarly |= kind.protocol().equals(Protocol.PAPER.id());
    }
    if (!stopsEarly) {
      varied.remove(PATIENCE);
    }
    for (RunKind kind : kinds) {
      varied.addAll(kind.variant().values().keySet());
    }
    varied.retainAll(VARIABLE);
    return varied;
  }

  /** The variant of a trial, as text. */
  Column column() {
    Column variant = col("variant");
    for (Map.Entry<Kind, Variant> one : joined.entrySet()) {
      Kind kind = one.getKey();
      variant =
          when(
                  col("settings")
                      .equalTo(kind.settings())
                      .and(col("variant").equalTo(kind.variant().toString())),
                  lit(one.getValue().toString()))
              .otherwise(variant);
    }
    return variant;
  }
}
