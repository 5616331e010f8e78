package org.synprune.jobs.stats;

import java.util.stream.IntStream;

/** Holm's step-down adjustment of the p-values of one family (Demsar 2006, section 3.2.2). */
public final class Holm {

  private Holm() {}

  /**
   * Adjusts p-values so that the chance of any false rejection among them stays below the level
   * that the adjusted ones are held against.
   *
   * @param p probabilities; may be empty
   * @return the adjusted ones, in the same order: none below its own p, none above 1, and in the
   *     same order of size
   * @throws IllegalArgumentException if one isn't a probability
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
