package org.synprune.jobs.report;

import java.util.Locale;
import org.synprune.jobs.analysis.Answers;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.stats.SignedRankPower;

/** Says before a sweep how many seeds it takes to answer what is asked. */
public final class QuestionNote {

  /** A difference that is as large as the spread of the paired differences. */
  private static final double EFFECT = 1;

  private static final double POWER = 0.8;

  private QuestionNote() {}

  /**
   * Prints it.
   *
   * @param question what is asked
   * @param places where it is asked, of one protocol
   * @param seeds how many there are
   * @return a sentence; empty if nothing is asked
   */
  public static String sentence(Question question, int places, int seeds) {
    int pairs = question.pairs().size();
    if (pairs == 0) {
      return "";
    }
    int comparisons = Math.multiplyExact(pairs, places);
    int needed = Answers.seedsNeeded(comparisons);
    return String.format(
        Locale.ROOT,
        "%s of arms at %s: %s at least %s to show any difference, %s; about %d find one as large as"
            + " the spread of the paired differences with a power of 80%%",
        Prose.count(pairs, "pair"),
        Prose.count(places, "place"),
        comparisons == 1
            ? "1 comparison takes"
            : String.format(Locale.ROOT, "%,d comparisons take", comparisons),
        Prose.count(needed, "seed"),
        seeds < needed ? "and the grid has only " + seeds : "the grid has " + seeds,
        SignedRankPower.pairs(EFFECT, comparisons, Answers.ALPHA, POWER));
  }
}
