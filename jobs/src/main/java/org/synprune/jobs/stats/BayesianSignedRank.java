package org.synprune.jobs.stats;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The Bayesian signed-rank test with a region of practical equivalence, the rope (Benavoli, Corani,
 * Demsar and Zaffalon, "Time for a Change", Journal of Machine Learning Research 18, 2017, section
 * 4.2.1; Benavoli et al., ICML 2014).
 *
 * <p>The prior is that of those papers: a Dirichlet process of strength {@value #PRIOR_STRENGTH} at
 * the single point 0, which counts as half an observation of "no difference". A draw from the
 * posterior gives the point 0 and the n differences weights from Dirichlet(0.5, 1, ..., 1). The
 * mean of two differences drawn by these weights lies left of the rope, in it (its ends included),
 * or right of it with three probabilities. The result is how often each of the three is the
 * largest, in {@value #DRAWS} draws, so its standard error is at most 0.0036.
 *
 * @param left probability that the differences lie below the rope: first is practically smaller
 * @param rope probability that first and second are practically the same
 * @param right probability that the differences lie above the rope: first is practically larger
 */
public record BayesianSignedRank(double left, double rope, double right) {

  /** Weight of the prior's observation at 0; each actual difference has weight 1. */
  static final double PRIOR_STRENGTH = 0.5;

  /** Number of draws from the posterior. */
  static final int DRAWS = 20_000;

  /** Checks that the three probabilities add up to 1. */
  public BayesianSignedRank {
    if (!(left >= 0 && rope >= 0 && right >= 0 && Math.abs(left + rope + right - 1) < 1e-9)) {
      throw new IllegalArgumentException(
          left + ", " + rope + ", " + right + " aren't three probabilities that add up to 1");
    }
  }

  /**
   * Runs the test.
   *
   * @param differences first minus second for each pair; at least one, all finite
   * @param rope half the width of the rope, which is centred on 0, in the unit of the differences;
   *     0 or more
   * @param seed seed of the draws; equal seeds give equal probabilities
   * @return the three probabilities
   * @throws IllegalArgumentException if there are no differences, one isn't finite, or the rope's
   *     half-width is negative or NaN
   */
  public static BayesianSignedRank of(double[] differences, double rope, long seed) {
    Differences.requireFinite(differences);
    if (!(rope >= 0)) {
      throw new IllegalArgumentException("rope is " + rope + ", expected 0 or more");
    }
    double[] points = Arrays.copyOf(differences, differences.length + 1);
    Arrays.sort(points);
    int prior = Arrays.binarySearch(points, 0.0);
    int[] leftEnds = leading(points, sum -> sum < -2 * rope);
    int[] rightBegins = leading(points, sum -> sum <= 2 * rope);
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    SharedStateContinuousSampler exponential = ZigguratSampler.Exponential.of(random);
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    int lefts = 0;
    int rights = 0;
    double[] upTo = new double[points.length + 1];
    for (int draw = 0; draw < DRAWS; draw++) {
      // Gamma variables divided by their sum are Dirichlet; the sum doesn't matter here.
      for (int i = 0; i < points.length; i++) {
        double weight = i == prior ? halfGamma(normal.sample()) : exponential.sample();
        upTo[i + 1] = upTo[i] + weight;
      }
      double all = upTo[points.length];
      double below = 0;
      double above = 0;
      for (int i = 0; i < points.length; i++) {
        double weight = upTo[i + 1] - upTo[i];
        below += weight * upTo[leftEnds[i]];
        above += weight * (all - upTo[rightBegins[i]]);
      }
      double within = all * all - below - above;
      lefts += below > Math.max(within, above) ? 1 : 0;
      rights += above > Math.max(within, below) ? 1 : 0;
    }
    return new BayesianSignedRank(
        lefts / (double) DRAWS, (DRAWS - lefts - rights) / (double) DRAWS, rights / (double) DRAWS);
  }

  /** For each of the sorted points: how many of them add up with it to a sum that is low enough. */
  private static int[] leading(double[] points, DoublePredicate low) {
    return Arrays.stream(points)
        .mapToInt(one -> (int) Arrays.stream(points).filter(other -> low.test(one + other)).count())
        .toArray();
  }

  /** Gamma of shape {@link #PRIOR_STRENGTH} = 1/2: half a squared normal. */
  private static double halfGamma(double normal) {
    return normal * normal / 2;
  }
}
