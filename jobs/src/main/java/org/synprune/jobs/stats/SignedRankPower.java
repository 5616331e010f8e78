package org.synprune.jobs.stats;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/** How many pairs the exact signed-rank test takes to find a difference. */
public final class SignedRankPower {

  /** Samples that are drawn for each number of pairs: a power's standard error is below 0.012. */
  private static final int DRAWS = 2000;

  private static final long SEED = 20170228;

  /** More pairs than that aren't looked for. */
  private static final int MOST = 200;

  private SignedRankPower() {}

  /**
   * The number of pairs with which a two-sided test finds a difference with a given power. Drawn
   * from normal differences, as no formula holds for few pairs.
   *
   * @param effect mean of the differences over their standard deviation, above 0
   * @param tests how many tests share the level (Holm's first step, which is Bonferroni's), at
   *     least 1
   * @param alpha the level of all of them, in (0, 1)
   * @param power the probability to find it, in (0, 1)
   * @return the least number of pairs, at most {@value #MOST}
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static int pairs(double effect, int tests, double alpha, double power) {
    if (!(effect > 0) || !(power > 0 && power < 1)) {
      throw new IllegalArgumentException("effect " + effect + " and power " + power);
    }
    int pairs = Wilcoxon.blocksNeeded(tests, alpha);
    while (pairs < MOST && power(pairs, effect, tests, alpha) < power) {
      pairs++;
    }
    return pairs;
  }

  private static double power(int pairs, double effect, int tests, double alpha) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(SEED);
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] differences = new double[pairs];
    int found = 0;
    for (int i = 0; i < DRAWS; i++) {
      Arrays.setAll(differences, unused -> effect + normal.sample());
      double p = Wilcoxon.ofDifferences(differences, Wilcoxon.Zeros.WILCOXON).p();
      found += p * tests < alpha ? 1 : 0;
    }
    return found / (double) DRAWS;
  }
}
