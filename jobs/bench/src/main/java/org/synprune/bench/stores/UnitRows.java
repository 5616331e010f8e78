package org.synprune.bench.stores;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.Provenance;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;
import org.synprune.jobs.train.outcome.TrialOutcome.Score;
import org.synprune.jobs.train.outcome.TrialOutcome.Seconds;
import org.synprune.jobs.train.outcome.TrialOutcome.Sparsity;

/**
 * Work units as a sweep writes them, of trials that nobody trained: 8 trials each, 20 epochs a
 * trial; half of the units have arms that prune, with a row for each epoch and layer.
 */
final class UnitRows {

  /** Trials of a unit. */
  static final int TRIALS = 8;

  private static final int LOOKBACK = 7;
  private static final int BATCHES = 4;
  private static final List<Regulariser> ARMS =
      List.of(Regulariser.NONE, Regulariser.SYNAPTIC_PRUNING);
  private static final List<String> LAYERS = List.of("lstm/weight", "lstm/recurrent", "head");
  private static final TrainingSettings SETTINGS = TrainingSettings.PAPER;

  private final Series series = OwnSteps.series(LOOKBACK, BATCHES);
  private final Grid grid;
  private final Provenance provenance;

  /**
   * Describes some units.
   *
   * @param units how many
   * @param sparkVersion version of Spark
   */
  UnitRows(int units, String sparkVersion) {
    grid =
        new Grid(
            "units",
            List.of(series.info().dataset()),
            List.of(series.info().protocol()),
            List.of(Architecture.LSTM),
            List.of(LOOKBACK),
            ArmSpec.of(ARMS),
            LongStream.rangeClosed(1, (long) units * TRIALS / ARMS.size()).boxed().toList(),
            SETTINGS,
            1,
            Map.of());
    provenance = Provenance.ofThisProcess(sparkVersion, "cpu", null);
  }

  /** The grid whose trials are all in these units, and no others. */
  Grid grid() {
    return grid;
  }

  /** What the grid is trained on. */
  Map<SeriesKey, Series> series() {
    return Map.of(new SeriesKey(series.info().dataset(), series.info().protocol()), series);
  }

  /**
   * The rows of a unit.
   *
   * @param unit its number, counted from 0
   */
  List<TrialRow> of(int unit) {
    return IntStream.range(unit * TRIALS, (unit + 1) * TRIALS).mapToObj(this::row).toList();
  }

  private TrialRow row(int place) {
    Trial trial = grid.trial(place);
    Random random = new Random(place);
    Score score =
        new Score(
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble(),
            100);
    boolean prunes = trial.regulariser() == Regulariser.SYNAPTIC_PRUNING;
    List<Epoch> epochs = new ArrayList<>();
    List<Layer> layers = new ArrayList<>();
    for (int epoch = 1; epoch <= SETTINGS.epochs(); epoch++) {
      double sparsity = prunes ? random.nextDouble() : 0;
      epochs.add(
          new Epoch(
              epoch,
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              sparsity,
              random.nextDouble()));
      if (prunes) {
        for (String layer : LAYERS) {
          layers.add(new Layer(epoch, layer, 10_000, random.nextInt(10_000), sparsity));
        }
      }
    }
    Completed completed =
        new Completed(
            trial,
            score,
            score,
            epochs,
            SETTINGS.epochs(),
            SETTINGS.epochs(),
            new Sparsity(.5, .5, 20_000, 10_000, 80_000, 80_000),
            layers,
            new Seconds(random.nextDouble(), random.nextDouble()));
    return new TrialRow(
        TrialRow.idOf(trial, series.info()),
        1,
        completed,
        series.info(),
        provenance,
        TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
  }
}
