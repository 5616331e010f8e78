package org.synprune.jobs.stats;

import java.util.stream.IntStream;

/**
 * Holm's step-down adjustment of the p-values of tests that belong together (Holm, Scandinavian
 * Journal of Statistics 6, 1979; Demsar 2006, section 3.2.2).
 */
public final class Holm {

  private Holm() {}

  /**
   * Adjusts p-values. If each adjusted value below a level counts as significant, the probability
   * of even one false finding among all tests stays below that level.
   *
   * @param p p-values; may be empty
   * @return the adjusted values, in the order given. An adjusted value is at least its p-value and
   *     at most 1, and a smaller p-value never gets a larger adjusted value
   * @throws IllegalArgumentException if a value isn't in [0, 1]
   */
  public static double[] adjust(double... p) {
    for (double one : p) {
      if (!(one >= 0 && one <= 1)) {
        throw new IllegalArgumentException("p is " + one + ", expected 0 to 1");
      }
    }
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted((a, b) -> Double.compare(p[a], p[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[p.length];
    double largest = 0;
    for (int i = 0; i < order.length; i++) {
      largest = Math.max(largest, Math.min(1, (order.length - i) * p[order[i]]));
      adjusted[order[i]] = largest;
    }
    return adjusted;
  }
}
