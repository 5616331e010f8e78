package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.stats.Friedman;
import org.synprune.jobs.stats.Holm;
import org.synprune.jobs.stats.Nemenyi;
import org.synprune.jobs.stats.Wilcoxon;

/** All tests of one block design, as rows of results. */
public final class BlockTests {

  static final String NO_LOGARITHM = "no test: an error isn't above 0, so it has no logarithm";

  private static final double ALPHA = 0.05;
  private static final OptionalDouble NOTHING = OptionalDouble.empty();

  private final BlockDesign design;

  /**
   * Prepares the tests.
   *
   * @param design the blocks
   */
  public BlockTests(BlockDesign design) {
    this.design = design;
  }

  /** The tests, and by how much the arms of every pair differ. */
  List<TestResult> all() {
    List<TestResult> rows = new ArrayList<>(tests());
    if (testable()) {
      rows.addAll(new PairEstimates(design, common()).all());
    }
    return rows;
  }

  /**
   * Friedman, Iman-Davenport, average ranks, critical difference and all pairs.
   *
   * @return the results; a single one that says why where there is nothing to test
   */
  public List<TestResult> tests() {
    int blocks = design.values().length;
    int treatments = design.treatments().size();
    if (!testable()) {
      String why =
          "no test: "
              + blocks
              + " complete block(s) of "
              + treatments
              + " arm(s), expected at least 2 blocks of 2 arms";
      return List.of(
          row(TestKind.FRIEDMAN, NOTHING, NOTHING, NOTHING, NOTHING, join(why, common())));
    }
    List<TestResult> rows = new ArrayList<>(omnibus());
    rows.addAll(pairs());
    return rows;
  }

  /**
   * Whether there is anything to compare, which takes two blocks of two arms.
   *
   * @return true if the tests can be computed
   */
  public boolean testable() {
    return design.values().length >= 2 && design.treatments().size() >= 2;
  }

  private List<TestResult> omnibus() {
    Friedman friedman = Friedman.of(design.values());
    int blocks = friedman.blocks();
    int treatments = design.treatments().size();
    boolean ties = friedman.chiSquare() != friedman.chiSquareTied();
    List<TestResult> rows = new ArrayList<>();
    rows.add(
        row(
            TestKind.FRIEDMAN,
            OptionalDouble.of(friedman.chiSquareTied()),
            OptionalDouble.of(friedman.df()),
            OptionalDouble.of(friedman.pTied()),
            OptionalDouble.of(friedman.kendallW()),
            join(
                ties ? text("corrected for ties, %.4f without", friedman.chiSquare()) : "",
                common())));
    Friedman.ImanDavenport f = friedman.imanDavenportTied();
    rows.add(
        row(
            TestKind.IMAN_DAVENPORT,
            f.isFinite() ? OptionalDouble.of(f.f()) : NOTHING,
            OptionalDouble.of(friedman.df()),
            OptionalDouble.of(f.p()),
            NOTHING,
            join(
                f.isFinite()
                    ? text("%d and %d degrees of freedom", friedman.df(), friedman.dfWithin())
                    : "F is unbounded: every block ranks the arms alike; p is the probability of such"
                        + " agreement by chance",
                common())));
    for (int j = 0; j < treatments; j++) {
      rows.add(
          new TestResult(
              TestKind.AVERAGE_RANK,
              design.unit(),
              design.scope(),
              blocks,
              List.of(design.treatments().get(j)),
              OptionalDouble.of(friedman.averageRanks().get(j)),
              NOTHING,
              NOTHING,
              NOTHING,
              NOTHING,
              common()));
    }
    rows.add(
        row(
            TestKind.NEMENYI,
            OptionalDouble.of(Nemenyi.criticalDifference(treatments, blocks, ALPHA)),
            NOTHING,
            NOTHING,
            NOTHING,
            join("critical difference of average ranks at 0.05", common())));
    return rows;
  }

  /** The exact test of every pair, adjusted over all of them. */
  List<TestResult> pairs() {
    boolean relative = design.unit().hasOwnScales();
    if (relative && Arrays.stream(design.values()).anyMatch(BlockTests::notPositive)) {
      return List.of(
          row(TestKind.WILCOXON, NOTHING, NOTHING, NOTHING, NOTHING, join(NO_LOGARITHM, common())));
    }
    List<Arm> arms = design.treatments();
    List<List<Arm>> pairs = new ArrayList<>();
    List<Wilcoxon> tests = new ArrayList<>();
    for (int i = 0; i < arms.size(); i++) {
      for (int j = i + 1; j < arms.size(); j++) {
        pairs.add(List.of(arms.get(i), arms.get(j)));
        tests.add(
            Wilcoxon.ofPairs(column(i, relative), column(j, relative), Wilcoxon.Zeros.WILCOXON));
      }
    }
    double[] adjusted = Holm.adjust(tests.stream().mapToDouble(Wilcoxon::p).toArray());
    int needed = Wilcoxon.blocksNeeded(adjusted.length, ALPHA);
    String limit =
        design.values().length < needed
            ? text(
                "too few blocks to reach %.2f: %d pair(s) take at least %d blocks",
                ALPHA, adjusted.length, needed)
            : "";
    List<TestResult> rows = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Wilcoxon test = tests.get(i);
      rows.add(
          new TestResult(
              TestKind.WILCOXON,
              design.unit(),
              design.scope(),
              design.values().length,
              pairs.get(i),
              OptionalDouble.of(test.positive()),
              NOTHING,
              OptionalDouble.of(test.p()),
              OptionalDouble.of(adjusted[i]),
              OptionalDouble.of(test.rankBiserial()),
              join(
                  relative ? "differences of logarithms" : "",
                  test.zeros() > 0 ? test.zeros() + " zero difference(s) dropped" : "",
                  limit,
                  common())));
    }
    return rows;
  }

  private double[] column(int treatment, boolean logarithm) {
    double[] column = design.column(treatment);
    return logarithm ? Arrays.stream(column).map(Math::log).toArray() : column;
  }

  static boolean notPositive(double[] block) {
    return Arrays.stream(block).anyMatch(value -> value <= 0);
  }

  private TestResult row(
      TestKind kind,
      OptionalDouble statistic,
      OptionalDouble df,
      OptionalDouble p,
      OptionalDouble effectSize,
      String note) {
    return new TestResult(
        kind,
        design.unit(),
        design.scope(),
        design.values().length,
        design.treatments(),
        statistic,
        df,
        p,
        NOTHING,
        effectSize,
        note);
  }

  private String common() {
    return join(
        design.dropped() > 0 ? design.dropped() + " incomplete block(s) dropped" : "",
        design.note());
  }

  static String join(String... parts) {
    return String.join("; ", Arrays.stream(parts).filter(part -> !part.isEmpty()).toList());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
