package org.synprune.jobs.analysis;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.synprune.jobs.grid.Arm;

/**
 * One row of test results. What could not be computed is absent, and the note says why; no field is
 * ever NaN or infinite.
 *
 * @param kind which statistic
 * @param unit what a block is
 * @param scope where its blocks come from
 * @param blocks number of complete blocks used
 * @param treatments the arms compared: all of them, two for a pair, one for an average rank. Of a
 *     pair the differences are first minus second
 * @param statistic the value: chi-square, F, average rank, critical difference, the sum of the
 *     positive ranks V, or what else the kind names
 * @param df degrees of freedom (of F: the numerator's; the denominator's is this times blocks - 1)
 * @param p p-value, two-sided where there are sides
 * @param pAdjusted p-value adjusted by Holm over the pairs of the same scope and unit
 * @param effectSize Kendall's W in [0, 1], or rank-biserial correlation in [-1, 1], positive where
 *     the first arm of the pair has the larger errors
 * @param note what a reader must know; may be empty
 */
public record TestResult(
    TestKind kind,
    BlockUnit unit,
    TestScope scope,
    int blocks,
    List<Arm> treatments,
    OptionalDouble statistic,
    OptionalDouble df,
    OptionalDouble p,
    OptionalDouble pAdjusted,
    OptionalDouble effectSize,
    String note) {

  /** Copies the list and checks the parts. */
  public TestResult {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(note, "note");
    treatments = List.copyOf(treatments);
    if (blocks < 0) {
      throw new IllegalArgumentException("blocks is " + blocks + ", expected at least 0");
    }
    requireFinite("statistic", statistic);
    requireFinite("df", df);
    requireProbability("p", p);
    requireProbability("pAdjusted", pAdjusted);
    requireFinite("effectSize", effectSize);
    if (statistic.isEmpty() && note.isEmpty()) {
      throw new IllegalArgumentException("a result without a statistic needs a note that says why");
    }
  }

  /**
   * The family that this row belongs to: kind and unit.
   *
   * @return for example {@code friedman/lookbacks}
   */
  public String family() {
    return kind.id() + "/" + unit.id();
  }

  private static void requireFinite(String name, OptionalDouble value) {
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException(name + " is " + value.getAsDouble());
    }
  }

  private static void requireProbability(String name, OptionalDouble value) {
    if (value.isPresent() && !(value.getAsDouble() >= 0 && value.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(name + " is " + value.getAsDouble());
    }
  }
}
