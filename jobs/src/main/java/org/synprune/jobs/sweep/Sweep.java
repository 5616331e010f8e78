package org.synprune.jobs.sweep;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.results.DamagedFiles;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.spark.DeviceChoice;
import org.synprune.jobs.sweep.check.NoExecutorException;
import org.synprune.jobs.sweep.rounds.Suspects;
import org.synprune.jobs.sweep.units.MachineSpeed;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;
import org.synprune.jobs.train.StackSizes;

/**
 * Trains the trials of a grid that aren't done yet, one Spark task a work unit, and writes each
 * unit's rows the moment it is done.
 *
 * <pre>{@code
 * SweepResult result =
 *     Sweep.in(spark).grid(grid).series(prepared).into(store).run();
 * }</pre>
 */
public final class Sweep {

  /** How long a task trains: what a killed process loses, and how unevenly tasks end, at most. */
  public static final Duration LONGEST = Duration.ofMinutes(10);

  private final SparkSession spark;
  private Grid grid;
  private Map<SeriesKey, Series> series = Map.of();
  private ResultStore store;
  private SweepProgress progress = SweepProgress.SILENT;
  private boolean retryFailed;
  private boolean fresh;
  private boolean takeOver;
  private Runnable accepted = () -> {};
  private StackSizes sizes = StackSizes.MEASURED;
  private Duration longest = LONGEST;
  private DeviceChoice device = DeviceChoice.AUTO;
  private SaveModels saved = SaveModels.NONE;
  private Map<SeriesKey, FeatureScaler> scalers = Map.of();

  private Sweep(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Starts describing a sweep.
   *
   * @param spark where to run it
   * @return a sweep to be completed
   */
  public static Sweep in(SparkSession spark) {
    return new Sweep(spark);
  }

  /**
   * Sets what to train.
   *
   * @param wanted the grid
   * @return this
   */
  public Sweep grid(Grid wanted) {
    grid = wanted;
    return this;
  }

  /**
   * Sets what to train on.
   *
   * @param prepared a series for each data set and protocol of the grid
   * @return this
   */
  public Sweep series(Map<SeriesKey, Series> prepared) {
    series = Map.copyOf(prepared);
    return this;
  }

  /**
   * Sets where results go.
   *
   * @param results the store of this run
   * @return this
   */
  public Sweep into(ResultStore results) {
    store = results;
    return this;
  }

  /**
   * Sets who is told of the progress.
   *
   * @param listener called a few times a second
   * @return this
   */
  public Sweep progress(SweepProgress listener) {
    progress = listener;
    return this;
  }

  /**
   * Tries trials again that failed in an earlier sweep of this run.
   *
   * @param retried true to try them again
   * @return this
   */
  public Sweep retryFailed(boolean retried) {
    retryFailed = retried;
    return this;
  }

  /**
   * Starts the run over: its results are removed after the new sweep has been checked.
   *
   * @param restarted true to start over
   * @return this
   */
  public Sweep fresh(boolean restarted) {
    fresh = restarted;
    return this;
  }

  /**
   * Takes the run from a sweep that was killed, where the store can't know that it is dead.
   *
   * @param taken true to take it; if the other sweep lives after all, it writes nothing any more
   * @return this
   */
  public Sweep takeOver(boolean taken) {
    takeOver = taken;
    return this;
  }

  /**
   * Sets how many trials are trained side by side.
   *
   * @param stacked the sizes; a matter of speed alone
   * @return this
   */
  public Sweep stackSizes(StackSizes stacked) {
    sizes = stacked;
    return this;
  }

  /**
   * Sets how long a task may train. What is left of its work unit then is given to another task; a
   * stack that is being trained is finished first.
   *
   * @param most the longest time, {@link #LONGEST} unless set
   * @return this
   */
  public Sweep longestTask(Duration most) {
    longest = most;
    return this;
  }

  /**
   * Sets where trials are trained.
   *
   * @param choice the device, {@link DeviceChoice#AUTO} unless set
   * @return this
   */
  public Sweep device(DeviceChoice choice) {
    device = choice;
    return this;
  }

  /**
   * Sets which trained networks are kept.
   *
   * @param kept which ones
   * @param scaled how each series was scaled, which they need
   * @return this
   */
  public Sweep saveModels(SaveModels kept, Map<SeriesKey, FeatureScaler> scaled) {
    saved = kept;
    scalers = Map.copyOf(scaled);
    return this;
  }

  /**
   * Sets what to do once the run is known to be possible and before anything is trained, such as
   * putting series in their places.
   *
   * @param action done once, while the run's lock is held; nothing unless set
   * @return this
   */
  public Sweep accepted(Runnable action) {
    accepted = action;
    return this;
  }

  /**
   * Runs the sweep.
   *
   * @return how it ended
   * @throws BadInputException if a lookback doesn't fit a series, an arm can't prune a network,
   *     another sweep is at work on the run, the run was trained on other data or settings, or a
   *     task can't use the GPU it is to train on, or a trial without a model can't be trained again
   *     to the same result
   * @throws UncheckedIOException if results can't be read or written
   * @throws NoExecutorException if no executor can train, or all are lost again and again, or a
   *     model is missing as each process died that trained its trial again
   */
  public SweepResult run() {
    Instant start = Instant.now();
    Workload workload = workload();
    workload.requireWindows();
    try (RunLock lock = RunLock.acquire(store, "sweep", takeOver)) {
      workload.requireDevice();
      workload.requireArms();
      if (fresh) {
        store.clear();
      }
      List<String> damaged = DamagedFiles.setAside(store);
      store.removeLeftovers();
      return run(workload, lock.token(), damaged, start);
    }
  }

  /**
   * Plans the sweep without running it. Writes nothing and takes no lock.
   *
   * @param slots how many work units would run at a time
   * @param measured whether the executors train for some seconds first, so that times are those of
   *     their processors and not of the one that the cost model was measured on
   * @return the plan
   * @throws BadInputException if a lookback doesn't fit a series, an arm can't prune a network, or
   *     the run was trained on other data or settings
   */
  public SweepPlan plan(int slots, boolean measured) {
    Workload workload = workload();
    workload.requireWindows();
    workload.requireArms();
    Map<SeriesKey, SeriesInfo> infos = workload.infos();
    History history =
        fresh ? History.nothing(grid, infos) : History.read(spark, store, grid, infos, retryFailed);
    return SweepPlan.of(
        history,
        infos,
        workload::stackSize,
        slots,
        measured ? new SpeedJob(workload).run(history.open()) : MachineSpeed.OF_MODEL);
  }

  private SweepResult run(Workload workload, String token, List<String> damaged, Instant start) {
    History history = History.read(spark, store, grid, workload.infos(), retryFailed);
    accepted.run();
    if (!grid.asksOnlyForPruning()) {
      store.write(ResultTables.QUESTIONS, ResultTables.QUESTIONS.name(), grid.question().pairs());
    }
    Suspects suspects = Suspects.of(store);
    Map<String, Integer> deaths = suspects.takeOver();
    Map<Boolean, List<Planned>> dead =
        history.open().stream()
            .collect(Collectors.partitioningBy(one -> deaths.containsKey(Suspects.key(one))));
    ModelSaving models = new ModelSaving(saved, new ModelStore(store), scalers);
    TrialJob job = new TrialJob(workload, store, models, progress);
    TrialJob.Counts counts =
        job.run(
            workload.pack(dead.get(false)),
            workload.packSingles(dead.get(true)),
            deaths,
            history,
            token);
    ModelJob.Kept kept = new ModelJob(workload, models).run(token);
    new BaselineJob(workload, store).run();
    store.removeLeftovers();
    suspects.clear();
    kept.requireAll();
    return new SweepResult(
        grid.size(),
        history.completed(),
        counts.completed(),
        counts.failed() + history.failed(),
        damaged,
        Stream.concat(counts.leftOut().stream(), kept.leftOut().stream()).distinct().toList(),
        kept.models(),
        Duration.between(start, Instant.now()).toMillis() * 1e-3);
  }

  private Workload workload() {
    return new Workload(spark, grid, series, sizes, longest, device);
  }
}
