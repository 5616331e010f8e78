package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.stats.BayesianSignedRank;
import org.synprune.jobs.stats.Differences;
import org.synprune.jobs.stats.Holm;
import org.synprune.jobs.stats.MedianDifference;
import org.synprune.jobs.stats.Wilcoxon;

/**
 * Answers a question of a grid: an {@link Answer} for each place and pair of arms. All comparisons
 * are one family, so that the probability of even one false "better" or "worse" in a grid stays
 * below 5%.
 */
public final class Answers {

  /** Level of the tests, for the whole family. */
  public static final double ALPHA = 0.05;

  private static final double LEVEL = 0.95;

  /** Errors that differ by less than one part in a hundred are practically the same. */
  private static final double ROPE = Math.log(1.01);

  /** One seed for all: each is estimated by itself, and alike wherever it is computed. */
  private static final long SEED = 20170228;

  private Answers() {}

  /** A comparison before its p-value is adjusted. */
  private static final class Comparison {
    private final Place place;
    private final Question.Pair pair;
    private final double[] first;
    private final double[] second;

    Comparison(Place place, Question.Pair pair, double[] first, double[] second) {
      this.place = place;
      this.pair = pair;
      this.first = first;
      this.second = second;
    }

    Wilcoxon test() {
      return Wilcoxon.ofPairs(first, second, Wilcoxon.Zeros.WILCOXON);
    }
  }

  /**
   * Answers a question.
   *
   * @param observations at most one for each place, arm and seed
   * @param question what is asked
   * @return an answer for each place and pair that has a seed with both arms, in the order of the
   *     places
   * @throws IllegalArgumentException if a trial occurs twice
   */
  public static List<Answer> of(List<Observation> observations, Question question) {
    return of(observations, question.pairs());
  }

  /**
   * Compares pairs of arms.
   *
   * @param observations at most one for each place, arm and seed
   * @param pairs what is asked; none twice
   * @return an answer for each place and pair that has a seed with both arms, in the order of the
   *     places
   * @throws IllegalArgumentException if a trial occurs twice
   */
  public static List<Answer> of(List<Observation> observations, List<Question.Pair> pairs) {
    List<Comparison> comparisons = comparisons(observations, pairs);
    List<Wilcoxon> tests = comparisons.stream().map(Comparison::test).toList();
    double[] adjusted = Holm.adjust(tests.stream().mapToDouble(Wilcoxon::p).toArray());
    int needed = seedsNeeded(comparisons.size());
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      answers.add(answer(comparisons.get(i), tests.get(i), adjusted[i], needed));
    }
    return List.copyOf(answers);
  }

  /**
   * Which comparisons the tests find a difference in, whatever its size.
   *
   * @param observations at most one for each place, arm and seed
   * @param question what is asked
   * @return a truth for each answer
   */
  static List<Boolean> significant(List<Observation> observations, Question question) {
    double[] p =
        comparisons(observations, question.pairs()).stream()
            .mapToDouble(one -> one.test().p())
            .toArray();
    return Arrays.stream(Holm.adjust(p)).mapToObj(adjusted -> adjusted < ALPHA).toList();
  }

  /**
   * The least number of seeds with which a difference can be shown at all.
   *
   * @param comparisons places times pairs
   * @return the number of seeds; 0 without comparisons
   */
  public static int seedsNeeded(int comparisons) {
    return comparisons == 0 ? 0 : Wilcoxon.blocksNeeded(comparisons, ALPHA);
  }

  private static List<Comparison> comparisons(
      List<Observation> observations, List<Question.Pair> pairs) {
    List<Comparison> comparisons = new ArrayList<>();
    new ObservationGrid(observations)
        .places()
        .forEach(
            (place, arms) -> {
              for (Question.Pair pair : pairs) {
                comparison(place, pair, arms).ifPresent(comparisons::add);
              }
            });
    return comparisons;
  }

  private static Optional<Comparison> comparison(
      Place place, Question.Pair pair, NavigableMap<Arm, NavigableMap<Long, Double>> arms) {
    NavigableMap<Long, Double> first = arms.get(pair.treatment());
    NavigableMap<Long, Double> second = arms.get(pair.against());
    if (first == null || second == null) {
      return Optional.empty();
    }
    TreeSet<Long> seeds = new TreeSet<>(first.keySet());
    seeds.retainAll(second.keySet());
    if (seeds.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Comparison(
            place,
            pair,
            seeds.stream().mapToDouble(first::get).toArray(),
            seeds.stream().mapToDouble(second::get).toArray()));
  }

  private static Answer answer(Comparison one, Wilcoxon test, double pAdjusted, int needed) {
    double[] first = one.first;
    double[] second = one.second;
    MedianDifference difference = MedianDifference.of(Differences.of(first, second), LEVEL, SEED);
    boolean logarithms =
        Arrays.stream(first).allMatch(value -> value > 0)
            && Arrays.stream(second).allMatch(value -> value > 0);
    OptionalDouble relative = OptionalDouble.empty();
    OptionalDouble relativeLow = OptionalDouble.empty();
    OptionalDouble relativeHigh = OptionalDouble.empty();
    OptionalDouble rope = OptionalDouble.empty();
    if (logarithms) {
      double[] ratios = Differences.ofLogarithms(first, second);
      MedianDifference ratio = MedianDifference.of(ratios, LEVEL, SEED);
      relative = OptionalDouble.of(Math.expm1(ratio.median()));
      relativeLow = OptionalDouble.of(Math.expm1(ratio.interval().low()));
      relativeHigh = OptionalDouble.of(Math.expm1(ratio.interval().high()));
      rope = OptionalDouble.of(BayesianSignedRank.of(ratios, ROPE, SEED).rope());
    }
    return new Answer(
        one.place,
        one.pair,
        first.length,
        difference.median(),
        difference.interval().low(),
        difference.interval().high(),
        relative,
        relativeLow,
        relativeHigh,
        test.p(),
        pAdjusted,
        test.rankBiserial(),
        rope,
        verdict(first.length, needed, pAdjusted, test.rankBiserial(), rope));
  }

  /**
   * The verdict. What is practically equal is called so even if a test finds a difference: it is
   * too small to matter.
   */
  static Answer.Verdict verdict(
      int seeds, int needed, double pAdjusted, double effect, OptionalDouble rope) {
    if (seeds < needed) {
      return Answer.Verdict.TOO_FEW_SEEDS;
    }
    if (rope.orElse(0) >= LEVEL) {
      return Answer.Verdict.EQUAL_IN_PRACTICE;
    }
    if (pAdjusted < ALPHA) {
      return effect < 0 ? Answer.Verdict.BETTER : Answer.Verdict.WORSE;
    }
    return Answer.Verdict.NOT_SHOWN;
  }
}
