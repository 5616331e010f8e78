package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.synprune.jobs.baseline.Baseline;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.sweep.rounds.SparkJob;

/**
 * Measures the forecasts that cost nothing, one Spark task a data set, protocol, lookback and
 * horizon of the grid, and writes a file of table {@code baselines} for each. What is there already
 * stays.
 *
 * @param workload what the sweep trains on
 * @param store where results go
 */
record BaselineJob(Workload workload, ResultStore store) {

  /**
   * What forecasts are measured on.
   *
   * @param key the series
   * @param lookback rows of a window
   * @param horizon steps forecast from a window
   */
  private record Task(SeriesKey key, int lookback, int horizon) implements Serializable {

    String file() {
      String steps = horizon == 1 ? "" : "-horizon-" + horizon;
      return key.dataset() + "-" + key.protocol().id() + "-" + lookback + steps;
    }
  }

  /** Runs it. */
  void run() {
    List<Task> open = new ArrayList<>();
    for (String dataset : workload.grid().datasets()) {
      for (Protocol protocol : workload.grid().protocols()) {
        for (int lookback : workload.grid().lookbacks()) {
          for (int horizon : workload.grid().horizons()) {
            Task task = new Task(new SeriesKey(dataset, protocol), lookback, horizon);
            if (!store.isWritten(ResultTables.BASELINES, task.file())) {
              open.add(task);
            }
          }
        }
      }
    }
    if (!open.isEmpty()) {
      JavaSparkContext context = workload.context();
      JobDescription.run(
          context.sc(), "baselines of " + workload.grid().name(), () -> measure(context, open));
    }
  }

  private void measure(JavaSparkContext context, List<Task> open) {
    Map<SeriesKey, Broadcast<Series>> series = new LinkedHashMap<>();
    for (Task task : open) {
      series.computeIfAbsent(task.key(), key -> context.broadcast(workload.series().get(key)));
    }
    ResultStore results = store;
    try {
      SparkJob.await(
          context
              .parallelize(open, open.size())
              .foreachAsync(
                  task ->
                      results.write(
                          ResultTables.BASELINES,
                          task.file(),
                          Baseline.all(
                              series.get(task.key()).value(), task.lookback(), task.horizon()))),
          () -> {});
    } finally {
      series.values().forEach(Broadcast::destroy);
    }
  }
}
