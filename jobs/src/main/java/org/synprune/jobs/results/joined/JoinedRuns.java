package org.synprune.jobs.results.joined;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.columns;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.RunDetails.Fact;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.RunRows;
import org.synprune.jobs.results.Table;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.storage.Folder;

/**
 * Several runs of a result folder, read as if one grid had made them. They complement each other:
 * other data sets, other arms, more seeds. A trial of the same place, arm and seed counts once; it
 * is taken from the first run, by name, that completed it. Training settings that differ become
 * variants of a place, as in a grid that varies them. Runs whose trials can't stand beside each
 * other are refused.
 *
 * <p>Tables and page that are made from them go to a store of the runs' names, joined by plus
 * signs. The trials aren't copied.
 */
public final class JoinedRuns implements RunRows {

  private static final String RUN = ResultTables.RUN.name();

  /** File systems allow 255 characters; {@code run=} is one of them and some want a suffix. */
  private static final int LONGEST_NAME = 200;

  private final List<ResultStore> stores;
  private final ResultStore target;
  private final Dataset<Row> trials;
  private final List<Fact> notes;

  private JoinedRuns(
      List<ResultStore> stores, ResultStore target, Dataset<Row> trials, List<Fact> notes) {
    this.stores = stores;
    this.target = target;
    this.trials = trials;
    this.notes = notes;
  }

  /**
   * The store of what is made from several runs.
   *
   * @param root the result folder
   * @param runs names of runs, two or more; their order doesn't matter
   * @return the store of their names joined by plus signs, cut short where that is too long
   */
  public static ResultStore target(Folder root, List<String> runs) {
    List<String> sorted = runs.stream().sorted().toList();
    String joined = String.join("+", sorted);
    return new ResultStore(
        root,
        joined.length() <= LONGEST_NAME
            ? joined
            : sorted.get(0)
                + "+"
                + (sorted.size() - 1)
                + "-others-"
                + TrialRow.digest(joined).substring(0, 8));
  }

  /**
   * Reads runs.
   *
   * @param spark the session that reads
   * @param root the result folder
   * @param runs names of runs, two or more, none twice
   * @return their trials
   * @throws BadInputException if one has no trials, or they can't stand beside each other
   */
  public static JoinedRuns read(SparkSession spark, Folder root, List<String> runs) {
    List<ResultStore> stores =
        runs.stream().sorted().map(run -> new ResultStore(root, run)).toList();
    if (stores.size() < 2 || new LinkedHashSet<>(stores).size() < stores.size()) {
      throw new IllegalArgumentException("runs are " + runs + ", expected several, none twice");
    }
    stores.forEach(TrialReader::requireTrials);
    // Read once: opening a file takes several requests, and there is one a work unit.
    Dataset<Row> read =
        union(spark, ResultTables.TRIALS, stores).persist(StorageLevel.MEMORY_AND_DISK());
    FormatVersions.require(read, stores);
    List<RunKind> kinds =
        stores.stream().flatMap(store -> RunKind.of(of(read, store), store).stream()).toList();
    Joinable.require(kinds);
    Dataset<Row> all = read.withColumn("variant", JoinedVariants.of(kinds).column());
    Dataset<Row> trials = all.join(taken(all), joinColumns(), "left_semi");
    return new JoinedRuns(
        stores,
        target(root, runs),
        trials.persist(StorageLevel.MEMORY_AND_DISK()),
        JoinedNotes.of(all, stores));
  }

  /** The rows of a run among those of all. */
  static Dataset<Row> of(Dataset<Row> all, ResultStore store) {
    return all.where(col(RUN).equalTo(store.run()));
  }

  private static Dataset<Row> union(SparkSession spark, Table<?> table, List<ResultStore> stores) {
    return stores.stream()
        .map(store -> store.rows(spark, table).withColumn(RUN, lit(store.run())))
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }

  /** The run that each trial is taken from: the first that completed it, else the first. */
  private static Dataset<Row> taken(Dataset<Row> all) {
    return all.groupBy(columns(CELL, "seed", RUN))
        .agg(max(col("status").equalTo(ResultTables.COMPLETED)).as("completed"))
        .withColumn(
            "choice",
            row_number()
                .over(
                    Window.partitionBy(columns(CELL, "seed")).orderBy(desc("completed"), col(RUN))))
        .where(col("choice").equalTo(1))
        .select(columns(CELL, "seed", RUN));
  }

  private static String[] joinColumns() {
    return Stream.concat(CELL.stream(), Stream.of("seed", RUN)).toArray(String[]::new);
  }

  @Override
  public ResultStore target() {
    return target;
  }

  @Override
  public List<ResultStore> stores() {
    return stores;
  }

  @Override
  public List<Fact> notes() {
    return notes;
  }

  @Override
  public boolean has(Table<?> table) {
    return (isOfTrials(table) || table.equals(ResultTables.BASELINES))
        ? stores.stream().anyMatch(store -> store.has(table))
        : target.has(table);
  }

  private static boolean isOfTrials(Table<?> table) {
    return table.columns().get(0).name().equals("trial_id");
  }

  @Override
  public Dataset<Row> rows(SparkSession spark, Table<?> table) {
    if (table.equals(ResultTables.TRIALS)) {
      return trials;
    }
    if (!has(table) || !(isOfTrials(table) || table.equals(ResultTables.BASELINES))) {
      return target.rows(spark, table);
    }
    Dataset<Row> all =
        union(spark, table, stores.stream().filter(store -> store.has(table)).toList());
    if (table.equals(ResultTables.BASELINES)) {
      // They depend on the series alone, which is the same in all runs.
      return all.drop(RUN).distinct();
    }
    Dataset<Row> chosen = trials.select("trial_id", RUN).distinct();
    return all.join(chosen, new String[] {"trial_id", RUN}, "left_semi").drop(RUN);
  }
}
