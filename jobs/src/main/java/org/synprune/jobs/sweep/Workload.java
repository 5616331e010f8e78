package org.synprune.jobs.sweep;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningParts.Role;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.spark.DeviceChoice;
import org.synprune.jobs.spark.SparkSlots;
import org.synprune.jobs.spark.TaskDevice;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;
import org.synprune.jobs.train.StackSizes;
import org.synprune.jobs.train.Trainability;

/**
 * What a sweep trains, and on what.
 *
 * @param spark where it runs
 * @param grid what is trained
 * @param series all series of the sweep
 * @param sizes how many trials are trained side by side
 * @param longest how long a task may train, but for its first stack
 * @param device where trials are trained
 */
record Workload(
    SparkSession spark,
    Grid grid,
    Map<SeriesKey, Series> series,
    StackSizes sizes,
    Duration longest,
    DeviceChoice device) {

  JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /**
   * Makes sure that all lookbacks and horizons fit their series, and that arms can prune in time.
   */
  void requireWindows() {
    Map<String, Integer> train = new HashMap<>();
    for (String dataset : grid.datasets()) {
      for (Protocol protocol : grid.protocols()) {
        Series prepared = series.get(new SeriesKey(dataset, protocol));
        for (int lookback : grid.lookbacks()) {
          for (int horizon : grid.horizons()) {
            train.put(
                windows(dataset, protocol, lookback, horizon),
                Windows.of(prepared, lookback, horizon).train().length);
          }
        }
      }
    }
    for (int i = 0; i < grid.size(); i += grid.seeds().size()) {
      Trial trial = grid.trial(i);
      Trainability.requireSchedule(
          trial,
          train.get(windows(trial.dataset(), trial.protocol(), trial.lookback(), trial.horizon())));
    }
  }

  private static String windows(String dataset, Protocol protocol, int lookback, int horizon) {
    return dataset + "/" + protocol.id() + "/" + lookback + "/" + horizon;
  }

  /** Has a task look for its GPU before anything is replaced or removed. */
  void requireDevice() {
    if (TaskDevice.expected(device, spark.sparkContext().getConf()).isGpu()) {
      DeviceChoice choice = device;
      String wrong = context().parallelize(List.of(0), 1).map(one -> wrongDevice(choice)).first();
      if (!wrong.isEmpty()) {
        throw new BadInputException(wrong);
      }
    }
  }

  /**
   * Makes sure that the arms suit the shapes of the networks, and that networks of own code can be
   * used. Asks a task, which has the engine.
   *
   * @throws BadInputException if an arm's structure or a network doesn't
   */
  void requireArms() {
    List<Trial> asked =
        IntStream.iterate(0, i -> i < grid.size(), i -> i + grid.seeds().size())
            .mapToObj(grid::trial)
            .filter(
                trial ->
                    trial.architecture().isOwn()
                        || trial
                            .composition()
                            .filter(parts -> parts.parts().containsKey(Role.STRUCTURE))
                            .isPresent())
            .toList();
    if (asked.isEmpty()) {
      return;
    }
    Map<SeriesKey, Integer> widths = new HashMap<>();
    series.forEach((key, value) -> widths.put(key, value.width()));
    String wrong = context().parallelize(List.of(0), 1).map(one -> wrongArm(asked, widths)).first();
    if (!wrong.isEmpty()) {
      throw new BadInputException(wrong);
    }
  }

  /** Why an arm can't prune its network: returned, as Spark would try again what throws. */
  private static String wrongArm(List<Trial> asked, Map<SeriesKey, Integer> widths) {
    for (Trial trial : asked) {
      try {
        Trainability.requirePrunable(trial, widths.get(SeriesKey.of(trial)));
      } catch (IllegalArgumentException e) {
        String does = trial.regulariser().prunes() ? "prune" : "train";
        return "arm '"
            + trial.arm()
            + "' can't "
            + does
            + " "
            + trial.place()
            + ": "
            + e.getMessage();
      } catch (BadInputException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return "";
  }

  /** What is wrong with a task's GPU: returned, as Spark would try again what throws. */
  private static String wrongDevice(DeviceChoice choice) {
    try {
      TaskDevice.ofTask(choice);
      return "";
    } catch (BadInputException e) {
      return String.valueOf(e.getMessage());
    }
  }

  Map<SeriesKey, SeriesInfo> infos() {
    Map<SeriesKey, SeriesInfo> infos = new LinkedHashMap<>();
    series.forEach((key, value) -> infos.put(key, value.info()));
    return infos;
  }

  /** How many trials like one are trained side by side. */
  int stackSize(Trial trial) {
    SparkConf conf = spark.sparkContext().getConf();
    return sizes.of(TaskDevice.expected(device, conf), trial.architecture(), trial.lookback());
  }

  /** Packs trials into units for the tasks that run at a time. */
  List<WorkUnit> pack(List<Planned> trials) {
    return WorkUnit.pack(trials, infos(), this::stackSize, SparkSlots.of(spark.sparkContext()));
  }

  /** The same, each trial in a unit of its own. */
  List<WorkUnit> packSingles(List<Planned> trials) {
    return pack(trials).stream().flatMap(unit -> unit.singles().stream()).toList();
  }
}
