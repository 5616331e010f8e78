package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.columns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.analysis.StepCurve;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;

/** Reads table {@code steps} of a run, averaged over seeds. */
public final class StepReader {

  /** Columns of what is read, after those of the cell. */
  private static final int MAE = CELL.size() + 1;

  private static final int NAIVE = MAE + 1;
  private static final int TRIALS = NAIVE + 1;

  private record Cell(Place place, Arm arm) {}

  private StepReader() {}

  /**
   * Reads the errors of completed trials.
   *
   * @param spark the session that reads
   * @param runs the results; there must be trials
   * @return an entry for each cell whose networks forecast several steps; none in runs of earlier
   *     versions
   */
  public static List<StepCurve> read(SparkSession spark, RunRows runs) {
    if (!runs.has(ResultTables.STEPS)) {
      return List.of();
    }
    Map<Cell, List<Row>> cells = new LinkedHashMap<>();
    runs.rows(spark, ResultTables.STEPS)
        .select("trial_id", "step", "mae", "naive_mae")
        .join(
            TrialReader.completed(spark, runs)
                .where(col("horizon").gt(1))
                .select(columns(CELL, "trial_id")),
            "trial_id")
        .groupBy(columns(CELL, "step"))
        .agg(avg("mae"), avg("naive_mae"), count(lit(1)))
        .orderBy(columns(CELL, "step"))
        .collectAsList()
        .forEach(
            row ->
                cells
                    .computeIfAbsent(
                        new Cell(PlaceColumns.place(row), PlaceColumns.arm(row)),
                        unused -> new ArrayList<>())
                    .add(row));
    List<StepCurve> curves = new ArrayList<>();
    cells.forEach(
        (cell, steps) ->
            curves.add(
                new StepCurve(
                    cell.place(),
                    cell.arm(),
                    steps.stream().mapToLong(row -> row.getLong(TRIALS)).min().orElse(0),
                    steps.stream().map(row -> row.getDouble(MAE)).toList(),
                    steps.stream().map(row -> row.getDouble(NAIVE)).toList())));
    return curves;
  }
}
