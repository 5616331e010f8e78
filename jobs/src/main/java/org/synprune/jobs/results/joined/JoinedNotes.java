package org.synprune.jobs.results.joined;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.PLACE;
import static org.synprune.jobs.results.PlaceColumns.columns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.synprune.jobs.analysis.RunDetails.Fact;
import org.synprune.jobs.results.PlaceColumns;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;

/** What a reader has to know of runs that are read together. */
final class JoinedNotes {

  private static final String RUN = ResultTables.RUN.name();

  private JoinedNotes() {}

  /**
   * Finds it out.
   *
   * @param all the trials of all runs, with column {@code run}
   * @param stores the runs, the first being the one that trials are taken from
   * @return what each run adds, what it lacks, and where runs disagree
   */
  static List<Fact> of(Dataset<Row> all, List<ResultStore> stores) {
    Dataset<Row> completed = all.where(col("status").equalTo(ResultTables.COMPLETED));
    List<Fact> notes = new ArrayList<>();
    notes.add(new Fact("runs", runs(completed, stores)));
    List<String> incomplete =
        stores.stream().flatMap(store -> incomplete(all, store).stream()).toList();
    if (!incomplete.isEmpty()) {
      notes.add(new Fact("incomplete", incomplete));
    }
    differing(completed).ifPresent(text -> notes.add(new Fact("differing", List.of(text))));
    unpaired(completed).ifPresent(text -> notes.add(new Fact("seeds", List.of(text))));
    return List.copyOf(notes);
  }

  private static List<String> runs(Dataset<Row> completed, List<ResultStore> stores) {
    Dataset<Row> counted =
        completed
            .groupBy(columns(CELL, "seed"))
            .agg(min(RUN).as("taken"), collect_set(RUN).as("runs"));
    List<String> runs = new ArrayList<>();
    for (ResultStore store : stores) {
      Column here = array_contains(col("runs"), store.run());
      Row row =
          counted
              .agg(
                  sum(when(here, 1L).otherwise(0L)),
                  sum(when(here.and(col("taken").notEqual(store.run())), 1L).otherwise(0L)))
              .head();
      long own = row.isNullAt(0) ? 0 : row.getLong(0);
      long elsewhere = row.isNullAt(1) ? 0 : row.getLong(1);
      runs.add(
          store.run()
              + ": "
              + trials(own)
              + " with a result"
              + (elsewhere == 0
                  ? ""
                  : String.format(Locale.ROOT, ", %,d of them also in an earlier run", elsewhere)));
    }
    return runs;
  }

  /** Fewer results than the combinations of what the run holds. */
  private static Optional<String> incomplete(Dataset<Row> all, ResultStore store) {
    List<String> lists = Stream.concat(CELL.stream(), Stream.of("seed")).toList();
    Column[] counts =
        Stream.concat(
                lists.stream().map(name -> count_distinct(col(name))),
                Stream.of(
                    count_distinct(
                        when(col("status").equalTo(ResultTables.COMPLETED), col("trial_id")))))
            .toArray(Column[]::new);
    Row row =
        JoinedRuns.of(all, store)
            .agg(counts[0], Stream.of(counts).skip(1).toArray(Column[]::new))
            .head();
    long full = 1;
    for (int i = 0; i < lists.size(); i++) {
      full *= row.getLong(i);
    }
    long done = row.getLong(lists.size());
    return done == full
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %s with a result, of the %,d that its data sets, networks, lookbacks, arms and"
                    + " seeds make",
                store.run(),
                trials(done),
                full));
  }

  private static String trials(long count) {
    return count == 1 ? "1 trial" : String.format(Locale.ROOT, "%,d trials", count);
  }

  /** Trials that runs share and disagree on; by design they are the same to the last bit. */
  private static Optional<String> differing(Dataset<Row> completed) {
    Dataset<Row> shared =
        completed
            .withColumn(
                "first",
                first("mae").over(Window.partitionBy(columns(CELL, "seed")).orderBy(col(RUN))))
            .withColumn(
                "taken",
                first(RUN).over(Window.partitionBy(columns(CELL, "seed")).orderBy(col(RUN))))
            .where(col("mae").notEqual(col("first")));
    List<Row> rows =
        shared
            .select(columns(CELL, "seed", "taken", "first", RUN, "mae", "trial_id"))
            .orderBy(columns(CELL, "seed", RUN))
            .collectAsList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Row one = rows.get(0);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s of the same settings, data and seed %s another result in another run; the first"
                + " run's is taken. Trial %s (%s/%s, seed %d) has MAE %s in %s and %s in %s."
                + " Another processor, device or version may be the cause",
            trials(rows.size()),
            rows.size() == 1 ? "has" : "have",
            one.getString(11),
            PlaceColumns.place(one),
            one.getString(5),
            one.getLong(6),
            one.getDouble(8),
            one.getString(7),
            one.getDouble(10),
            one.getString(9)));
  }

  /** Places whose arms have different seeds: only those that both have are compared. */
  private static Optional<String> unpaired(Dataset<Row> completed) {
    Row row =
        completed
            .groupBy(columns(CELL))
            .agg(sort_array(collect_set("seed")).as("seeds"))
            .groupBy(columns(PLACE))
            .agg(size(collect_set("seeds")).as("sets"))
            .agg(count(lit(1)), sum(when(col("sets").gt(1), 1L).otherwise(0L)))
            .head();
    long places = row.getLong(0);
    long uneven = row.isNullAt(1) ? 0 : row.getLong(1);
    return uneven == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "in %,d of %,d places (data set, network, lookback) arms have different seeds;"
                    + " they are compared over the seeds that both have",
                uneven,
                places));
  }
}
