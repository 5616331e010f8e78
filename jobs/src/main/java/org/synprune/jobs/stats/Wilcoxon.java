package org.synprune.jobs.stats;

/**
 * Wilcoxon's signed-rank test, exact, two-sided.
 *
 * <p>The distribution of the sum of positive ranks under the null hypothesis is built by dynamic
 * programming over doubled ranks, which are whole numbers even where ties share a rank; so p is
 * exact with ties and with zeros too, where common implementations fall back to the normal
 * approximation. Up to 53 differences p is free of rounding.
 *
 * @param n number of differences that carry a sign (zeros don't count)
 * @param zeros number of zero differences
 * @param positive sum of the ranks of positive differences, often called V or W+
 * @param negative sum of the ranks of negative differences
 * @param p probability, under random signs, of a smaller sum at most as large as the one seen; 1 if
 *     all differences are zero
 */
public record Wilcoxon(int n, int zeros, double positive, double negative, double p) {

  private static final int MOST = 1000;

  /** What becomes of differences that are zero. */
  public enum Zeros {
    /** They are dropped before ranking (Wilcoxon). */
    WILCOXON,
    /** They take the lowest ranks, and are dropped after that (Pratt). */
    PRATT
  }

  /**
   * Tests pairs by their differences first minus second.
   *
   * <p>The differences are rounded to 1e-12 of the largest value, because decimals that differ by
   * the same amount (0.3 - 0.2 and 0.2 - 0.1) differ in their last bits, which would break ties
   * arbitrarily.
   *
   * @param first values of the first treatment; finite
   * @param second values of the second one, in the same order
   * @param rule what becomes of zeros
   * @return the test
   * @throws IllegalArgumentException if the lengths differ, or as {@link #ofDifferences} says
   */
  public static Wilcoxon ofPairs(double[] first, double[] second, Zeros rule) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          first.length + " values against " + second.length + ", expected pairs");
    }
    double largest = 0;
    for (int i = 0; i < first.length; i++) {
      largest = Math.max(largest, Math.max(Math.abs(first[i]), Math.abs(second[i])));
    }
    double step = largest * 1e-12;
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      double difference = first[i] - second[i];
      differences[i] = step > 0 ? Math.rint(difference / step) : difference;
    }
    return ofDifferences(differences, rule);
  }

  /**
   * Tests whether differences are symmetric about zero.
   *
   * @param differences at most 1000 of them, finite; equal magnitudes are ties
   * @param rule what becomes of zeros
   * @return the test
   * @throws IllegalArgumentException if there are none or too many, or one isn't finite
   */
  public static Wilcoxon ofDifferences(double[] differences, Zeros rule) {
    if (differences.length == 0 || differences.length > MOST) {
      throw new IllegalArgumentException(
          differences.length + " differences, expected 1 to " + MOST);
    }
    int zeros = 0;
    double[] magnitudes = new double[differences.length];
    for (int i = 0; i < differences.length; i++) {
      if (!Double.isFinite(differences[i])) {
        throw new IllegalArgumentException("a difference is " + differences[i]);
      }
      magnitudes[i] = Math.abs(differences[i]);
      zeros += magnitudes[i] == 0 ? 1 : 0;
    }
    double[] ranks = Ranks.of(magnitudes).toArray();
    int shift = rule == Zeros.WILCOXON ? zeros : 0;
    int[] doubled = new int[differences.length - zeros];
    long plus = 0;
    long minus = 0;
    int used = 0;
    for (int i = 0; i < differences.length; i++) {
      if (magnitudes[i] != 0) {
        int rank = (int) Math.round(2 * (ranks[i] - shift));
        doubled[used++] = rank;
        if (differences[i] > 0) {
          plus += rank;
        } else {
          minus += rank;
        }
      }
    }
    double p = twoSided(doubled, (int) Math.min(plus, minus));
    return new Wilcoxon(used, zeros, plus / 2.0, minus / 2.0, p);
  }

  /**
   * Matched-pairs rank-biserial correlation: the share of the rank sum that is positive less the
   * share that is negative. The effect size.
   *
   * @return -1 (all differences negative) to 1 (all positive); 0 if all are zero
   */
  public double rankBiserial() {
    double all = positive + negative;
    return all == 0 ? 0 : (positive - negative) / all;
  }

  /**
   * The least number of blocks with which any data could be significant: n blocks allow no p below
   * 2 / 2^n, and Holm multiplies the least p by the number of pairs.
   *
   * @param pairs number of pairs tested together, at least 1
   * @param alpha level that the adjusted p must fall below, in (0, 1)
   * @return number of blocks
   * @throws IllegalArgumentException if an argument is out of its bounds
   */
  public static int blocksNeeded(int pairs, double alpha) {
    if (pairs < 1 || !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(pairs + " pairs at level " + alpha);
    }
    int blocks = 1;
    while (pairs * Math.pow(2, 1 - blocks) >= alpha) {
      blocks++;
    }
    return blocks;
  }

  /** Twice the probability of a sum of doubled ranks of at most the given one, and at most 1. */
  private static double twoSided(int[] doubled, int smaller) {
    // probability[s]: that the ranks seen so far, each taken with probability 1/2, sum to s.
    double[] probability = new double[smaller + 1];
    probability[0] = 1;
    for (int rank : doubled) {
      for (int sum = smaller; sum >= 0; sum--) {
        double without = probability[sum];
        double with = sum >= rank ? probability[sum - rank] : 0;
        probability[sum] = (without + with) / 2;
      }
    }
    double tail = 0;
    for (double one : probability) {
      tail += one;
    }
    return Math.min(1, 2 * tail);
  }
}
