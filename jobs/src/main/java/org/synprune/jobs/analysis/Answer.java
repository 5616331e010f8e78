package org.synprune.jobs.analysis;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Question;

/**
 * How two arms compare at one place, over the seeds that both have. Differences are treatment minus
 * the other arm, so that below 0 the treatment has the smaller errors.
 *
 * @param place where
 * @param pair the arms
 * @param seeds how many pairs of trials there are
 * @param difference median of the paired differences, in the unit of the errors
 * @param low lower end of its 95% percentile bootstrap interval
 * @param high upper end of it
 * @param relative median of the paired ratios, less 1: -0.1 is a tenth less error; absent where an
 *     error isn't above 0
 * @param relativeLow lower end of its 95% percentile bootstrap interval
 * @param relativeHigh upper end of it
 * @param p two-sided p-value of the exact signed-rank test
 * @param pAdjusted the same, adjusted by Holm over all pairs at all places that are asked for
 * @param effectSize rank-biserial correlation, -1 if the treatment is better with every seed
 * @param pRope posterior probability that both are practically the same, within 1% (Bayesian
 *     signed-rank test); absent where an error isn't above 0
 * @param verdict what all this says
 */
public record Answer(
    Place place,
    Question.Pair pair,
    int seeds,
    double difference,
    double low,
    double high,
    OptionalDouble relative,
    OptionalDouble relativeLow,
    OptionalDouble relativeHigh,
    double p,
    double pAdjusted,
    double effectSize,
    OptionalDouble pRope,
    Verdict verdict) {

  /** What can be said of a treatment beside another arm. */
  public enum Verdict {
    /** Its errors are smaller: p below 5%, adjusted. */
    BETTER,
    /** Its errors are larger: p below 5%, adjusted. */
    WORSE,
    /** Its errors are within 1% of the other's, with a probability of 95% or more. */
    EQUAL_IN_PRACTICE,
    /** Neither a difference nor equality is shown. */
    NOT_SHOWN,
    /** No seeds could show a difference, as there are too few for the comparisons asked for. */
    TOO_FEW_SEEDS;

    /**
     * The name in results.
     *
     * @return the lower-case name with hyphens
     */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The name in texts.
     *
     * @return the lower-case name
     */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Checks the parts. */
  public Answer {
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(pair, "pair");
    Objects.requireNonNull(verdict, "verdict");
    if (seeds < 1) {
      throw new IllegalArgumentException("seeds is " + seeds + ", expected at least 1");
    }
  }
}
