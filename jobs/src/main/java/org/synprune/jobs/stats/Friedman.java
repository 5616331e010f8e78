package org.synprune.jobs.stats;

import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * Friedman's test of whether k treatments differ, by their ranks within each of n complete blocks,
 * with Iman and Davenport's correction (Demsar 2006, section 3.2.2).
 *
 * <p>Without ties the plain chi-square and the one corrected for ties are equal. With ties the
 * corrected one is right; scipy prints it and the paper's tables show it.
 *
 * @param blocks number of blocks n, at least 2
 * @param averageRanks average rank of each treatment; rank 1 is the smallest value of a block
 * @param chiSquare Friedman's statistic without correction for ties
 * @param chiSquareTied the statistic divided by 1 - sum(t^3 - t) / (n (k^3 - k)); 0 if every block
 *     ties all treatments
 */
public record Friedman(
    int blocks, List<Double> averageRanks, double chiSquare, double chiSquareTied) {

  /** Copies the list and checks that there are at least 2 blocks and 2 treatments. */
  public Friedman {
    averageRanks = List.copyOf(averageRanks);
    requireDesign(blocks, averageRanks.size());
  }

  /**
   * Runs the test.
   *
   * @param values one row per block, one column per treatment; no NaN
   * @return the statistics
   * @throws IllegalArgumentException if there are fewer than 2 blocks or 2 treatments, the rows
   *     differ in length, or a value is NaN
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
   * Returns the degrees of freedom of the chi-square.
   *
   * @return number of treatments - 1
   */
  public int df() {
    return averageRanks.size() - 1;
  }

  /**
   * Returns the degrees of freedom of the denominator of F.
   *
   * @return (number of treatments - 1) (number of blocks - 1)
   */
  public int dfWithin() {
    return df() * (blocks - 1);
  }

  /**
   * Returns the p-value of {@link #chiSquare()} by the chi-square approximation.
   *
   * @return the p-value
   */
  double p() {
    return upper(chiSquare);
  }

  /**
   * Returns the p-value of {@link #chiSquareTied()} by the chi-square approximation.
   *
   * @return the p-value
   */
  public double pTied() {
    return upper(chiSquareTied);
  }

  /**
   * Returns Kendall's coefficient of concordance W of the blocks, corrected for ties. It is the
   * effect size.
   *
   * @return 0 (no agreement) to 1 (every block ranks the treatments in the same order)
   */
  public double kendallW() {
    return Math.min(1, chiSquareTied / ((double) blocks * df()));
  }

  /**
   * Returns Iman and Davenport's F from the plain chi-square, as in Demsar (2006).
   *
   * @return F and its p-value
   */
  ImanDavenport imanDavenport() {
    return imanDavenport(chiSquare);
  }

  /**
   * Returns Iman and Davenport's F from the chi-square corrected for ties. It equals the F of a
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
   * @param f the statistic; infinite if every block ranks the treatments in the same order
   * @param p the p-value: the upper tail of F; where F is infinite, the probability (1 / k!)^(n -
   *     1) that n random orders of k treatments agree
   */
  public record ImanDavenport(double f, double p) {

    /**
     * Says whether F is finite.
     *
     * @return false if every block ranks the treatments in the same order
     */
    public boolean isFinite() {
      return Double.isFinite(f);
    }
  }

  private ImanDavenport imanDavenport(double statistic) {
    double most = (double) blocks * df();
    // The statistic is a ratio of whole numbers, so only rounding keeps it from its maximum.
    if (statistic >= most * (1 - 1e-12)) {
      double orders = 1;
      for (int i = 2; i <= averageRanks.size(); i++) {
        orders *= i;
      }
      return new ImanDavenport(Double.POSITIVE_INFINITY, Math.pow(orders, 1 - blocks));
    }
    double f = (blocks - 1) * statistic / (most - statistic);
    return new ImanDavenport(f, FDistribution.of(df(), dfWithin()).survivalProbability(f));
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
