package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.stats.BayesianSignedRank;
import org.synprune.jobs.stats.Differences;
import org.synprune.jobs.stats.MedianDifference;
import org.synprune.jobs.stats.Wilcoxon;

/** By how much the arms of every pair differ, and how probably by enough to matter. */
final class PairEstimates {

  private static final double LEVEL = 0.95;

  /** Errors that differ by less than one part in a hundred are practically the same. */
  private static final double ROPE = Math.log(1.01);

  /** One seed for all pairs: each is estimated by itself, and alike wherever it is computed. */
  private static final long SEED = 20170228;

  private static final OptionalDouble NOTHING = OptionalDouble.empty();

  private final BlockDesign design;
  private final String common;

  /** Takes a design of at least one block, and what is to be noted with every row of it. */
  PairEstimates(BlockDesign design, String common) {
    this.design = design;
    this.common = common;
  }

  /** Median difference with its interval, then the three probabilities, of every pair. */
  List<TestResult> all() {
    List<Arm> arms = design.treatments();
    boolean logarithms = Arrays.stream(design.values()).noneMatch(BlockTests::notPositive);
    boolean relative = design.unit().hasOwnScales();
    List<TestResult> rows = new ArrayList<>();
    if (!logarithms) {
      String why = BlockTests.join(BlockTests.NO_LOGARITHM, common);
      if (relative) {
        rows.add(row(TestKind.MEDIAN_DIFFERENCE, arms, NOTHING, why));
      }
      rows.add(row(TestKind.BAYES_ROPE, arms, NOTHING, why));
    }
    for (int i = 0; i < arms.size(); i++) {
      for (int j = i + 1; j < arms.size(); j++) {
        List<Arm> pair = List.of(arms.get(i), arms.get(j));
        double[] first = design.column(i);
        double[] second = design.column(j);
        if (logarithms || !relative) {
          rows.addAll(
              medians(
                  pair,
                  relative
                      ? Differences.ofLogarithms(first, second)
                      : Differences.of(first, second)));
        }
        if (logarithms) {
          rows.addAll(probabilities(pair, Differences.ofLogarithms(first, second)));
        }
      }
    }
    return rows;
  }

  private List<TestResult> medians(List<Arm> pair, double[] differences) {
    MedianDifference median = MedianDifference.of(differences, LEVEL, SEED);
    String unit = design.unit().hasOwnScales() ? "differences of logarithms" : "";
    boolean enough = differences.length >= Wilcoxon.blocksNeeded(1, 1 - LEVEL);
    String bootstrap =
        BlockTests.join(
            "95% percentile bootstrap",
            enough ? "" : "too few differences for a confidence of 95%", unit, common);
    return List.of(
        row(
            TestKind.MEDIAN_DIFFERENCE,
            pair,
            OptionalDouble.of(median.median()),
            BlockTests.join(unit, common)),
        row(
            TestKind.MEDIAN_DIFFERENCE_LOW,
            pair,
            OptionalDouble.of(median.interval().low()),
            bootstrap),
        row(
            TestKind.MEDIAN_DIFFERENCE_HIGH,
            pair,
            OptionalDouble.of(median.interval().high()),
            bootstrap));
  }

  private List<TestResult> probabilities(List<Arm> pair, double[] differences) {
    BayesianSignedRank test = BayesianSignedRank.of(differences, ROPE, SEED);
    String note = BlockTests.join("differences of logarithms, rope of 1%", common);
    return List.of(
        row(TestKind.BAYES_LEFT, pair, OptionalDouble.of(test.left()), note),
        row(TestKind.BAYES_ROPE, pair, OptionalDouble.of(test.rope()), note),
        row(TestKind.BAYES_RIGHT, pair, OptionalDouble.of(test.right()), note));
  }

  private TestResult row(TestKind kind, List<Arm> arms, OptionalDouble statistic, String note) {
    return new TestResult(
        kind,
        design.unit(),
        design.scope(),
        design.values().length,
        arms,
        statistic,
        NOTHING,
        NOTHING,
        NOTHING,
        NOTHING,
        note);
  }
}
