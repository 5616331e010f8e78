package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.train.TrialTrainer;

/**
 * What to train: every combination of its lists.
 *
 * @param name the grid's name, and the default name of its runs
 * @param datasets names of data sets
 * @param protocols how data are split and scored
 * @param architectures the networks
 * @param lookbacks rows of the input window
 * @param regularisers the arms
 * @param seeds one training each
 * @param settings what all trials share
 * @param attempts how often a trial that fails is tried in all
 * @param generate rows to generate for a data set where no data folder is given
 */
public record Grid(
    String name,
    List<String> datasets,
    List<Protocol> protocols,
    List<Architecture> architectures,
    List<Integer> lookbacks,
    List<Regulariser> regularisers,
    List<Long> seeds,
    TrainingSettings settings,
    int attempts,
    Map<String, Integer> generate)
    implements Serializable {

  /** Validates. */
  public Grid {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(settings, "settings");
    datasets = distinct("datasets", datasets);
    protocols = distinct("protocols", protocols);
    architectures = distinct("architectures", architectures);
    lookbacks = distinct("lookbacks", lookbacks);
    regularisers = distinct("regularisers", regularisers);
    seeds = distinct("seeds", seeds);
    generate = Map.copyOf(generate);
    for (String dataset : datasets) {
      if (!dataset.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
        throw new IllegalArgumentException(
            "datasets names '" + dataset + "', expected the name of a file in conf/datasets");
      }
    }
    for (int lookback : lookbacks) {
      if (lookback < 1) {
        throw new IllegalArgumentException(
            "lookbacks holds " + lookback + ", expected 1 row or more");
      }
    }
    requireTrainable(architectures, protocols, regularisers, settings);
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts is " + attempts + ", expected 1 or more");
    }
  }

  /** What every trial would fail on is refused before the first is trained. */
  private static void requireTrainable(
      List<Architecture> architectures,
      List<Protocol> protocols,
      List<Regulariser> regularisers,
      TrainingSettings settings) {
    if (architectures.contains(Architecture.PATCHTST)
        && settings.hidden() % ForecasterSpec.HEADS != 0) {
      throw new IllegalArgumentException(
          "training has hidden = "
              + settings.hidden()
              + ", expected a multiple of "
              + ForecasterSpec.HEADS
              + " for patchtst's heads");
    }
    for (Protocol protocol : protocols) {
      for (Regulariser regulariser : regularisers) {
        TrialTrainer.requireTrainable(
            new Trial("any", protocol, Architecture.RNN, 1, regulariser, 0, settings));
      }
    }
  }

  private static <T> List<T> distinct(String what, List<T> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty, expected at least one");
    }
    if (new LinkedHashSet<>(values).size() != values.size()) {
      throw new IllegalArgumentException(what + " names something twice: " + values);
    }
    return List.copyOf(values);
  }

  /**
   * How many trials there are.
   *
   * @return the number of combinations
   */
  public int size() {
    return Math.toIntExact(
        LongStream.of(
                datasets.size(),
                protocols.size(),
                architectures.size(),
                lookbacks.size(),
                regularisers.size(),
                seeds.size())
            .reduce(1, Math::multiplyExact));
  }

  /**
   * One trial.
   *
   * @param place its place among all, counted from 0; the seed changes fastest, then arm, lookback,
   *     architecture, protocol and data set
   * @return the trial
   */
  public Trial trial(int place) {
    Objects.checkIndex(place, size());
    int rest = place;
    final long seed = seeds.get(rest % seeds.size());
    rest /= seeds.size();
    final Regulariser regulariser = regularisers.get(rest % regularisers.size());
    rest /= regularisers.size();
    final int lookback = lookbacks.get(rest % lookbacks.size());
    rest /= lookbacks.size();
    final Architecture architecture = architectures.get(rest % architectures.size());
    rest /= architectures.size();
    final Protocol protocol = protocols.get(rest % protocols.size());
    rest /= protocols.size();
    return new Trial(
        datasets.get(rest), protocol, architecture, lookback, regulariser, seed, settings);
  }

  /**
   * All trials.
   *
   * @return every combination, ordered by data set, protocol, architecture, lookback, arm and seed
   */
  public List<Trial> trials() {
    return IntStream.range(0, size()).mapToObj(this::trial).toList();
  }
}
