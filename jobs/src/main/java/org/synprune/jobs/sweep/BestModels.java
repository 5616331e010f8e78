package org.synprune.jobs.sweep;

import static org.apache.spark.sql.functions.col;
import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.columns;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.grid.TrialConfig;
import org.synprune.jobs.results.PlaceColumns;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.saved.ModelStore;

/**
 * The trials whose models a run should have, chosen from its rows within the cells of a grid; it
 * doesn't matter which sweep of the run trained them.
 *
 * @param wanted trials whose models should be there
 */
record BestModels(List<Wanted> wanted) {

  /**
   * A trial whose model should be there.
   *
   * @param trial the trial
   * @param trialId its id
   * @param mae its test error as its row has it; not what it was chosen by
   */
  record Wanted(Trial trial, String trialId, double mae) {}

  BestModels {
    wanted = List.copyOf(wanted);
  }

  /**
   * Reads the run.
   *
   * @param spark the session that reads
   * @param store the run
   * @param grid whose cells count
   * @param mode which models are wanted
   * @return the models
   */
  static BestModels of(SparkSession spark, ResultStore store, Grid grid, SaveModels mode) {
    if (mode == SaveModels.NONE || !store.hasTrials()) {
      return new BestModels(List.of());
    }
    Dataset<Row> trials = TrialReader.completed(spark, store).where(inCellsOf(grid));
    if (mode == SaveModels.BEST) {
      Dataset<Row> losses =
          spark
              .read()
              .parquet(store.readable(ResultTables.EPOCHS.name()))
              .select(col("trial_id"), col("epoch").as("restored_epoch"), col("validation_loss"));
      Column place =
          functions
              .row_number()
              .over(Window.partitionBy(columns(CELL)).orderBy("validation_loss", "seed"));
      trials =
          trials
              .join(losses, new String[] {"trial_id", "restored_epoch"})
              .withColumn("place", place)
              .where(col("place").equalTo(1));
    }
    List<Wanted> wanted = new ArrayList<>();
    for (Row row : trials.select(columns(CELL, "seed", "trial_id", "mae")).collectAsList()) {
      Place place = PlaceColumns.place(row);
      Trial trial = grid.trial(place, PlaceColumns.arm(row), row.getLong(6));
      wanted.add(new Wanted(trial, row.getString(7), row.getDouble(8)));
    }
    return new BestModels(wanted);
  }

  private static Column inCellsOf(Grid grid) {
    return col("dataset")
        .isin(grid.datasets().toArray())
        .and(col("protocol").isin(grid.protocols().stream().map(Protocol::id).toArray()))
        .and(
            col("architecture").isin(grid.architectures().stream().map(Architecture::id).toArray()))
        .and(col("lookback").isin(grid.lookbacks().toArray()))
        .and(
            col("variant")
                .isin(grid.variants().stream().map(one -> one.variant().toString()).toArray()))
        .and(col("regulariser").isin(grid.arms().stream().map(ArmSpec::name).toArray()));
  }

  /** Those whose model isn't there, or isn't whole. */
  List<Wanted> missing(ModelStore store) {
    return wanted.parallelStream().filter(one -> !store.isWhole(one.trialId())).toList();
  }

  /** Removes the models of the grid's cells that aren't wanted. */
  void removeOthers(ModelStore store, Grid grid) {
    Set<String> kept = wanted.stream().map(Wanted::trialId).collect(Collectors.toSet());
    for (String id : store.trialIds()) {
      if (!kept.contains(id) && isOf(store, id, grid)) {
        store.remove(id);
      }
    }
  }

  private static boolean isOf(ModelStore store, String id, Grid grid) {
    try {
      ModelInfo info = store.info(id);
      return grid.datasets().contains(info.dataset())
          && grid.protocols().contains(Protocol.of(info.protocol()))
          && grid.architectures().contains(Architecture.of(info.architecture()))
          && grid.lookbacks().contains(info.lookback())
          && grid.horizons().contains(info.horizon())
          && grid.settings().contains(TrialConfig.settings(info.config()))
          && grid.spec(new Arm(info.regulariser())).isPresent();
    } catch (BadInputException e) {
      // Not a model folder of this program.
      return false;
    }
  }
}
