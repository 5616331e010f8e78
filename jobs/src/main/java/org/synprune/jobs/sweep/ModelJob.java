package org.synprune.jobs.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.sweep.BestModels.Wanted;
import org.synprune.jobs.sweep.WorkUnit.Planned;
import org.synprune.jobs.train.StackSizes;

/**
 * Brings the models of a run in line with its rows once they are all there: trains again what has
 * no model (its unit was swept without, or by a sweep that was killed), and removes those that
 * aren't the best of their cell any more. It can be run again after a kill with the same result.
 *
 * @param spark where it runs
 * @param grid whose cells count
 * @param series all series of the sweep
 * @param sizes how many trials are trained side by side
 * @param device where trials are trained
 * @param models which models are kept, and where
 */
record ModelJob(
    SparkSession spark,
    Grid grid,
    Map<SeriesKey, Series> series,
    StackSizes sizes,
    DeviceChoice device,
    ModelSaving models) {

  /**
   * Runs it.
   *
   * @param token the sweep's hold of the run's lock
   * @param stackSize how many trials like one are trained side by side
   * @return models that are there
   * @throws BadInputException if a trial trained again has another result
   */
  long run(String token, ToIntFunction<Trial> stackSize) {
    BestModels best = BestModels.of(spark, models.store().results(), grid, models.mode());
    List<Wanted> missing = best.missing(models.store());
    if (!missing.isEmpty()) {
      train(missing, token, stackSize);
    }
    if (models.mode() == SaveModels.BEST) {
      best.removeOthers(models.store(), grid);
    }
    return best.wanted().size();
  }

  private void train(List<Wanted> missing, String token, ToIntFunction<Trial> stackSize) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    CollectionAccumulator<String> differing = context.sc().collectionAccumulator("no model");
    Map<SeriesKey, SeriesInfo> infos = new LinkedHashMap<>();
    series.forEach((key, value) -> infos.put(key, value.info()));
    List<WorkUnit> units =
        WorkUnit.pack(
            missing.stream()
                .map(one -> new Planned(one.trial(), one.trialId(), 1))
                .collect(Collectors.toList()),
            infos,
            stackSize,
            SparkSlots.of(context.sc()));
    try (SharedSeries shared = SharedSeries.of(context, series)) {
      ModelTask task =
          new ModelTask(
              new UnitTrainer(
                  shared.broadcasts(),
                  models.store().results(),
                  token,
                  device,
                  sizes,
                  spark.version()),
              models,
              missing.stream().collect(Collectors.toMap(Wanted::trialId, Wanted::mae)),
              differing);
      JobDescription.run(
          context.sc(),
          "models of " + grid.name() + ": " + missing.size() + " trials",
          () ->
              SparkJob.await(
                  context.parallelize(units, units.size()).foreachAsync(task::run), () -> {}));
    }
    if (!differing.value().isEmpty()) {
      throw new BadInputException(
          String.format(
              "%d of %d trials of run '%s' trained again for their models have another result,"
                  + " trial %s for one, expected the machine, device and versions that the run was"
                  + " trained with, or --fresh to start it over",
              differing.value().size(),
              missing.size(),
              models.store().results().run(),
              differing.value().get(0)));
    }
  }
}
