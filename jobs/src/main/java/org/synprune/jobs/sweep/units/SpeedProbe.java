package org.synprune.jobs.sweep.units;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;
import org.synprune.jobs.train.TrialTrainer;

/**
 * A moment of training that tells how fast a machine is: some epochs of a stack of trials without a
 * regulariser, at a place of the sweep.
 *
 * @param key the series
 * @param trials what is trained, side by side
 * @param planned nanoseconds that the cost model says
 */
public record SpeedProbe(SeriesKey key, List<Trial> trials, double planned)
    implements Serializable {

  /** The longest probe, in the cost model's nanoseconds. */
  private static final double MOMENT = 0.5e9;

  /** By then Java has compiled what it runs. */
  private static final double WARM_NANOS = 2e9;

  private static final int LEAST_GOES = 3;

  /** Copies the list. */
  public SpeedProbe {
    trials = List.copyOf(trials);
  }

  /**
   * Chooses a probe for each network but those of own code, whose times are guesses anyway: at the
   * place that takes longest among those that are over in a moment.
   *
   * @param open what a sweep would train
   * @param infos the series
   * @param sizes how many trials are trained side by side
   * @return the probes
   */
  public static List<SpeedProbe> of(
      List<Planned> open, Map<SeriesKey, SeriesInfo> infos, ToIntFunction<Trial> sizes) {
    Map<Architecture, SpeedProbe> probes = new LinkedHashMap<>();
    open.stream()
        .map(Planned::trial)
        .filter(trial -> !trial.architecture().isOwn())
        .collect(
            Collectors.toMap(Trial::place, trial -> trial, (one, other) -> one, LinkedHashMap::new))
        .values()
        .forEach(
            trial ->
                probes.merge(
                    trial.architecture(),
                    of(trial, infos.get(SeriesKey.of(trial)), sizes.applyAsInt(trial)),
                    SpeedProbe::better));
    return List.copyOf(probes.values());
  }

  /** So many of the trials' epochs as are over in a moment, but at least one. */
  private static SpeedProbe of(Trial trial, SeriesInfo info, int size) {
    double one = CostModel.batches(plain(trial, 1, 0), info);
    int all = trial.settings().epochs();
    int epochs = (int) Math.max(1, Math.min(all, MOMENT / (size * one)));
    List<Trial> stack = IntStream.range(0, size).mapToObj(i -> plain(trial, epochs, i)).toList();
    // What a trial takes once is in it as far as the trial is.
    double once = CostModel.cost(stack.get(0), info) - CostModel.batches(stack.get(0), info);
    double each = CostModel.batches(stack.get(0), info) + once * epochs / all;
    return new SpeedProbe(SeriesKey.of(trial), stack, size * each);
  }

  private static Trial plain(Trial trial, int epochs, long seed) {
    TrainingSettings all = trial.settings();
    return new Trial(
        trial.dataset(),
        trial.protocol(),
        trial.architecture(),
        trial.lookback(),
        ArmSpec.of(Regulariser.NONE),
        seed,
        new TrainingSettings(
            epochs,
            all.batchSize(),
            all.learningRate(),
            all.hidden(),
            all.dropoutRate(),
            all.mcPasses(),
            all.patience(),
            all.pruning()),
        trial.variant());
  }

  private static SpeedProbe better(SpeedProbe one, SpeedProbe other) {
    boolean longer = other.planned() > one.planned();
    if (one.planned() > MOMENT || other.planned() > MOMENT) {
      return longer ? one : other;
    }
    return longer ? other : one;
  }

  /** The network. */
  private Architecture network() {
    return trials.get(0).architecture();
  }

  /**
   * Trains it for some seconds.
   *
   * @param trainer trains
   * @param series the series of its place
   * @return id of the network, and how many times as long the shortest go took as is planned
   */
  public Map.Entry<String, Double> measure(TrialTrainer trainer, Series series) {
    double least = Double.POSITIVE_INFINITY;
    long begun = System.nanoTime();
    for (int go = 0; go < LEAST_GOES || System.nanoTime() - begun < WARM_NANOS; go++) {
      long start = System.nanoTime();
      trainer.train(trials, series);
      least = Math.min(least, (double) (System.nanoTime() - start));
    }
    return Map.entry(network().id(), least / planned);
  }
}
