package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.DatasetNames;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.grid.Variant;

/**
 * What to train: every combination of its lists.
 *
 * @param name the grid's name, and the default name of its runs
 * @param datasets names of data sets
 * @param protocols how data are split and scored
 * @param architectures the networks
 * @param lookbacks rows of the input window
 * @param arms what is done about overfitting
 * @param seeds one training each
 * @param variants the training settings, once for each combination of those that are varied and of
 *     the horizons
 * @param question which arms are asked for, and what they are compared with
 * @param attempts how often a trial that fails is tried in all
 * @param generate rows to generate for a data set where no data folder is given
 */
public record Grid(
    String name,
    List<String> datasets,
    List<Protocol> protocols,
    List<Architecture> architectures,
    List<Integer> lookbacks,
    List<ArmSpec> arms,
    List<Long> seeds,
    List<Varied> variants,
    Question question,
    int attempts,
    Map<String, Integer> generate)
    implements Serializable {

  private static final String ARMS = "regularisers";

  /** What a driver of 900 MB plans in seconds, ten times over; and a number of type int. */
  private static final long MOST_TRIALS = 10_000_000;

  /**
   * Validates.
   *
   * @throws InvalidSettingException if a list is empty or names something twice, a setting is out
   *     of its range or doesn't suit an arm, or there are too many trials
   */
  public Grid {
    Objects.requireNonNull(name, "name");
    variants = distinct("training", variants);
    GridChecks.requireArms(question, arms);
    datasets = distinct("datasets", datasets);
    protocols = distinct("protocols", protocols);
    architectures = distinct("architectures", architectures);
    lookbacks = distinct("lookbacks", lookbacks);
    arms = List.copyOf(arms);
    distinct(ARMS, arms.stream().map(ArmSpec::name).toList());
    seeds = distinct("seeds", seeds);
    generate = Map.copyOf(generate);
    for (String dataset : datasets) {
      if (!DatasetNames.isName(dataset)) {
        throw new InvalidSettingException(
            "datasets", "names '%s', expected the name of a file in conf/datasets", dataset);
      }
    }
    for (int lookback : lookbacks) {
      if (lookback < 1) {
        throw new InvalidSettingException(
            "lookbacks", "holds %d, expected 1 row or more", lookback);
      }
    }
    for (Varied one : variants) {
      GridChecks.requireTrainable(architectures, protocols, arms, one.settings());
    }
    long trials =
        Stream.of(datasets, protocols, architectures, lookbacks, variants, arms, seeds)
            .mapToLong(List::size)
            .reduce(1, Grid::capped);
    if (trials > MOST_TRIALS) {
      throw new InvalidSettingException(
          "seeds", "make more than %,d trials in all, expected fewer", MOST_TRIALS);
    }
    if (attempts < 1) {
      throw new InvalidSettingException("attempts", "is %d, expected 1 or more", attempts);
    }
  }

  /**
   * A grid that varies no training setting, and asks whether pruning helps.
   *
   * @param name the grid's name
   * @param datasets names of data sets
   * @param protocols how data are split and scored
   * @param architectures the networks
   * @param lookbacks rows of the input window
   * @param arms what is done about overfitting
   * @param seeds one training each
   * @param settings what all trials share
   * @param attempts how often a trial that fails is tried in all
   * @param generate rows to generate for a data set where no data folder is given
   */
  public Grid(
      String name,
      List<String> datasets,
      List<Protocol> protocols,
      List<Architecture> architectures,
      List<Integer> lookbacks,
      List<ArmSpec> arms,
      List<Long> seeds,
      TrainingSettings settings,
      int attempts,
      Map<String, Integer> generate) {
    this(
        name,
        datasets,
        protocols,
        architectures,
        lookbacks,
        arms,
        seeds,
        List.of(new Varied(Variant.NONE, settings)),
        Question.ofPruning(arms),
        attempts,
        generate);
  }

  /**
   * Training settings, and which of them the grid varies.
   *
   * @param variant the values of the settings that are varied, and the horizon
   * @param settings all settings
   */
  public record Varied(Variant variant, TrainingSettings settings) implements Serializable {

    /**
     * The same settings with a horizon.
     *
     * @param steps how many time steps are forecast from a window, at least 1
     * @return settings of places of their own
     */
    Varied withHorizon(int steps) {
      return new Varied(variant.withHorizon(steps), settings);
    }
  }

  /** A product that stays above the limit once it is: the lists can't make it overflow. */
  private static long capped(long product, long size) {
    return product > MOST_TRIALS ? product : product * size;
  }

  private static <T> List<T> distinct(String what, List<T> values) {
    if (values.isEmpty()) {
      throw new InvalidSettingException(what, "is empty, expected at least one");
    }
    if (new LinkedHashSet<>(values).size() != values.size()) {
      throw new InvalidSettingException(what, "names something twice: %s", values);
    }
    return List.copyOf(values);
  }

  /**
   * How many trials there are.
   *
   * @return the number of combinations
   */
  public int size() {
    return datasets.size()
        * protocols.size()
        * architectures.size()
        * lookbacks.size()
        * variants.size()
        * arms.size()
        * seeds.size();
  }

  /**
   * One trial.
   *
   * @param place its place among all, counted from 0; the seed changes fastest, then arm, variant,
   *     lookback, architecture, protocol and data set
   * @return the trial
   */
  public Trial trial(int place) {
    Objects.checkIndex(place, size());
    int rest = place;
    final long seed = seeds.get(rest % seeds.size());
    rest /= seeds.size();
    final ArmSpec arm = arms.get(rest % arms.size());
    rest /= arms.size();
    final Varied varied = variants.get(rest % variants.size());
    rest /= variants.size();
    final int lookback = lookbacks.get(rest % lookbacks.size());
    rest /= lookbacks.size();
    final Architecture architecture = architectures.get(rest % architectures.size());
    rest /= architectures.size();
    final Protocol protocol = protocols.get(rest % protocols.size());
    rest /= protocols.size();
    return new Trial(
        datasets.get(rest),
        protocol,
        architecture,
        lookback,
        arm,
        seed,
        varied.settings(),
        varied.variant());
  }

  /**
   * An arm by its name.
   *
   * @param arm what results know it by
   * @return its definition; empty if the grid hasn't got it
   */
  public Optional<ArmSpec> spec(Arm arm) {
    return arms.stream().filter(one -> one.name().equals(arm.name())).findFirst();
  }

  /**
   * How many places there are under each protocol.
   *
   * @return the number of combinations of data set, network, lookback and variant
   */
  public int places() {
    return datasets.size() * architectures.size() * lookbacks.size() * variants.size();
  }

  /**
   * How many steps are forecast from a window.
   *
   * @return each horizon once
   */
  List<Integer> horizons() {
    return variants.stream().map(one -> one.variant().horizon()).distinct().toList();
  }

  /**
   * Whether it asks what a grid asks that doesn't say.
   *
   * @return true if the question is that of {@link Question#ofPruning}
   */
  boolean asksOnlyForPruning() {
    return question.equals(Question.ofPruning(arms));
  }

  /**
   * The settings that trials may have.
   *
   * @return {@link Trial#settingsConfig()} of each variant
   */
  Set<String> settings() {
    int each = arms.size() * seeds.size();
    return IntStream.range(0, variants.size())
        .mapToObj(i -> trial(i * each).settingsConfig())
        .collect(Collectors.toSet());
  }

  /**
   * One trial, by what results know of it.
   *
   * @param place where it stands; of this grid
   * @param arm its arm; of this grid
   * @param seed its seed
   * @return the trial
   */
  Trial trial(Place place, Arm arm, long seed) {
    Varied varied =
        variants.stream()
            .filter(one -> one.variant().equals(place.variant()))
            .findFirst()
            .orElseThrow();
    return new Trial(
        place.dataset(),
        place.protocol(),
        architectures.get(architectures.indexOf(place.architecture())),
        place.lookback(),
        spec(arm).orElseThrow(),
        seed,
        varied.settings(),
        varied.variant());
  }

  /**
   * All trials.
   *
   * @return every combination, ordered by data set, protocol, architecture, lookback, variant, arm
   *     and seed
   */
  public List<Trial> trials() {
    return IntStream.range(0, size()).mapToObj(this::trial).toList();
  }
}
