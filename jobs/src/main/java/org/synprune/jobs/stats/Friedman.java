package org.synprune.jobs.stats;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * Friedman's test of k treatments in n complete blocks, by the ranks within each block, with Iman
 * and Davenport's refinement (Demsar 2006, section 3.2.2).
 *
 * <p>Without ties the plain and the corrected chi-square are the same number. With ties the
 * corrected one is right; it is what scipy prints and what the paper's tables hold.
 *
 * @param blocks number of blocks n, at least 2
 * @param averageRanks average rank of each treatment, 1 being the smallest values
 * @param chiSquare Friedman's statistic without correction for ties
 * @param chiSquareTied the statistic divided by 1 - sum(t^3 - t) / (n (k^3 - k)); 0 if every block
 *     ties all treatments
 */
public record Friedman(
    int blocks, List<Double> averageRanks, double chiSquare, double chiSquareTied) {

  /** Copies the list and checks the parts. */
  public Friedman {
    averageRanks = List.copyOf(averageRanks);
    requireDesign(blocks, averageRanks.size());
  }

  /**
   * Runs the test.
   *
   * @param values one row per block, one column per treatment; no NaN
   * @return the statistics
   * @throws IllegalArgumentException if there are fewer than 2 blocks or 2 treatments, rows of
   *     unequal length, or NaN
   */
  public static Friedman of(double[][] values) {
    int n = values.length;
    int k = n == 0 ? 0 : values[0].length;
    double[] sums = new double[k];
    double ties = 0;
    for (double[] block : values) {
      if (block.length != k) {
        throw new IllegalArgumentException(
            "a block has " + block.length + " values, expected " + k + " like the first");
      }
      Ranks ranks = Ranks.of(block);
      double[] row = ranks.toArray();
      for (int j = 0; j < k; j++) {
        sums[j] += row[j];
      }
      ties += ranks.tieTerm();
    }
    double squares = 0;
    for (double sum : sums) {
      double offCentre = sum - n * (k + 1) / 2.0;
      squares += offCentre * offCentre;
    }
    double chiSquare = 12 * squares / (n * (double) k * (k + 1));
    double correction = 1 - ties / (n * ((double) k * k * k - k));
    double tied = correction > 0 ? chiSquare / correction : 0;
    return new Friedman(
        n, DoubleStream.of(sums).map(sum -> sum / n).boxed().toList(), chiSquare, tied);
  }

  /**
   * Degrees of freedom of the chi-square.
   *
   * @return treatments - 1
   */
  public int df() {
    return averageRanks.size() - 1;
  }

  /**
   * Degrees of freedom of the denominator of F.
   *
   * @return (treatments - 1) (blocks - 1)
   */
  public int dfWithin() {
    return df() * (blocks - 1);
  }

  /**
   * The p-value of {@link #chiSquare()}, by the chi-square approximation.
   *
   * @return a probability
   */
  public double p() {
    return upper(chiSquare);
  }

  /**
   * The p-value of {@link #chiSquareTied()}, by the chi-square approximation.
   *
   * @return a probability
   */
  public double pTied() {
    return upper(chiSquareTied);
  }

  /**
   * Kendall's coefficient of concordance of the blocks, corrected for ties: the effect size.
   *
   * @return 0 (no agreement) to 1 (every block ranks the treatments alike)
   */
  public double kendallW() {
    return Math.min(1, chiSquareTied / ((double) blocks * df()));
  }

  /**
   * Iman and Davenport's F from the plain chi-square, as in Demsar (2006).
   *
   * @return F and its p-value
   */
  public ImanDavenport imanDavenport() {
    return imanDavenport(chiSquare);
  }

  /**
   * Iman and Davenport's F from the chi-square corrected for ties, which makes it the F of a
   * two-way analysis of variance of the ranks.
   *
   * @return F and its p-value
   */
  public ImanDavenport imanDavenportTied() {
    return imanDavenport(chiSquareTied);
  }

  /**
   * Iman and Davenport's F.
   *
   * @param f the statistic; absent where every block ranks the treatments alike and F is unbounded
   * @param p the upper tail of F; where F is unbounded, the probability (1 / k!)^(n - 1) that n
   *     random orders of k treatments agree
   */
  public record ImanDavenport(OptionalDouble f, double p) {}

  private ImanDavenport imanDavenport(double statistic) {
    double most = (double) blocks * df();
    // The statistic is a ratio of whole numbers: only rounding keeps it off its maximum.
    if (statistic >= most * (1 - 1e-12)) {
      double orders = 1;
      for (int i = 2; i <= averageRanks.size(); i++) {
        orders *= i;
      }
      return new ImanDavenport(OptionalDouble.empty(), Math.pow(orders, 1 - blocks));
    }
    double f = (blocks - 1) * statistic / (most - statistic);
    return new ImanDavenport(
        OptionalDouble.of(f), FDistribution.of(df(), dfWithin()).survivalProbability(f));
  }

  private double upper(double statistic) {
    return ChiSquaredDistribution.of(df()).survivalProbability(statistic);
  }

  private static void requireDesign(int blocks, int treatments) {
    if (blocks < 2 || treatments < 2) {
      throw new IllegalArgumentException(
          blocks + " blocks of " + treatments + " treatments, expected at least 2 of 2");
    }
  }
}
