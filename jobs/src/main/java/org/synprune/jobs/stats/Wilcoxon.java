package org.synprune.jobs.stats;

/**
 * Wilcoxon's two-sided signed-rank test with an exact p-value (Demsar 2006, section 3.1.3).
 *
 * <p>The null distribution of the sum of positive ranks is built by dynamic programming over
 * doubled ranks, which are whole numbers even where tied values share a rank. So p is exact with
 * ties and zeros too, where common implementations fall back to the normal approximation. Up to 53
 * differences p has no rounding error.
 *
 * @param n number of nonzero differences
 * @param zeros number of zero differences
 * @param positive sum of the ranks of positive differences, often called V or W+
 * @param negative sum of the ranks of negative differences, often called W-
 * @param p two-sided p-value: the probability that random signs make the smaller of the two sums at
 *     most as large as it is; 1 if all differences are zero
 */
public record Wilcoxon(int n, int zeros, double positive, double negative, double p) {

  private static final int MOST = 1000;

  /** How zero differences are treated. */
  public enum Zeros {
    /** Dropped before ranking (Wilcoxon 1945). */
    WILCOXON,
    /** Ranked lowest, and dropped after ranking (Pratt 1959). */
    PRATT
  }

  /**
   * Tests paired values by their differences, first minus second.
   *
   * <p>The differences are rounded to 1e-12 of the largest value. Otherwise differences that are
   * equal in decimals (0.3 - 0.2 and 0.2 - 0.1) would differ in their last bits and not be ties.
   *
   * @param first the first value of each pair; 1 to 1000 values, finite
   * @param second the second value of each pair, in the same order and the same unit
   * @param rule how zero differences are treated
   * @return the test
   * @throws IllegalArgumentException if the lengths differ, there are no pairs or more than 1000,
   *     or a value isn't finite
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
   * Tests whether differences are distributed symmetrically about zero.
   *
   * @param differences 1 to 1000 differences, finite; equal absolute values are ties
   * @param rule how zero differences are treated
   * @return the test
   * @throws IllegalArgumentException if there are no differences or more than 1000, or one isn't
   *     finite
   */
  static Wilcoxon ofDifferences(double[] differences, Zeros rule) {
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
   * Returns the matched-pairs rank-biserial correlation (Kerby 2014): the positive share of the
   * rank sum minus the negative share. It is the effect size.
   *
   * @return -1 (all differences negative) to 1 (all positive); 0 if all are zero
   */
  public double rankBiserial() {
    double all = positive + negative;
    return all == 0 ? 0 : (positive - negative) / all;
  }

  /**
   * Returns the smallest number of blocks with which a pair can be significant at all: with n
   * blocks the smallest possible p is 2 / 2^n, and Holm's adjustment multiplies the smallest p by
   * the number of pairs.
   *
   * @param pairs number of pairs tested together, at least 1
   * @param alpha level that the adjusted p must be below, in (0, 1)
   * @return number of blocks, at least 1
   * @throws IllegalArgumentException if an argument is out of range
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

  /** Returns twice the probability that the sum of doubled ranks is at most a value; at most 1. */
  private static double twoSided(int[] doubled, int smaller) {
    // probability[s]: that the ranks so far, each included with probability 1/2, add up to s.
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
