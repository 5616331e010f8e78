package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.BlockUnit;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.analysis.TestKind;
import org.synprune.jobs.analysis.TestResult;
import org.synprune.jobs.analysis.TestScope;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;

/**
 * Which arm has the smallest mean error at a place, and whether it is the statistically significant
 * winner there: Friedman p &lt; 0.05 over seeds, and exact Wilcoxon p &lt; 0.05 against the
 * runner-up after Holm's adjustment over all pairs of arms.
 *
 * @param place the place in the grid
 * @param best the arm with the smallest mean error, significant or not
 * @param significant whether that arm is the statistically significant winner
 * @param runnerUp the arm with the next smallest mean error; null if there is no other
 * @param p adjusted p-value of the best arm against the runner-up; absent if they weren't tested
 */
public record RowVerdict(
    Place place, Arm best, boolean significant, @Nullable Arm runnerUp, OptionalDouble p) {

  static final double ALPHA = 0.05;

  /**
   * Returns the verdict on every place.
   *
   * @param summary what a sweep found
   * @return one verdict for each place, in the order of the cells
   */
  public static List<RowVerdict> of(Summary summary) {
    Map<Place, List<Cell>> rows = new LinkedHashMap<>();
    for (Cell cell : summary.cells()) {
      rows.computeIfAbsent(cell.place(), unused -> new ArrayList<>()).add(cell);
    }
    return rows.values().stream().map(cells -> of(summary, cells)).toList();
  }

  private static RowVerdict of(Summary summary, List<Cell> row) {
    List<Cell> ranked = row.stream().sorted(Comparator.comparingDouble(Cell::mean)).toList();
    Cell best = ranked.get(0);
    if (ranked.size() == 1) {
      return new RowVerdict(best.place(), best.arm(), false, null, OptionalDouble.empty());
    }
    Arm second = ranked.get(1).arm();
    Optional<TestResult> pair = pair(summary, best, second);
    return new RowVerdict(
        best.place(),
        best.arm(),
        pair.filter(test -> differ(summary, best, test)).isPresent(),
        second,
        pair.map(TestResult::pAdjusted).orElse(OptionalDouble.empty()));
  }

  private static Optional<TestResult> pair(Summary summary, Cell best, Arm second) {
    return tests(summary, TestKind.WILCOXON, TestScope.of(best.place())).stream()
        .filter(
            test -> test.treatments().contains(best.arm()) && test.treatments().contains(second))
        .filter(test -> test.treatments().size() == 2)
        .findFirst();
  }

  private static boolean differ(Summary summary, Cell best, TestResult pair) {
    return tests(summary, TestKind.FRIEDMAN, TestScope.of(best.place())).stream()
            .anyMatch(test -> test.p().orElse(1) < ALPHA)
        && pair.pAdjusted().orElse(1) < ALPHA
        && favours(pair, best.arm());
  }

  /** Says whether the ranks agree with the means; a positive effect favours the second arm. */
  private static boolean favours(TestResult pair, Arm arm) {
    double effect = pair.effectSize().orElse(0);
    return pair.treatments().get(0).equals(arm) ? effect < 0 : effect > 0;
  }

  private static List<TestResult> tests(Summary summary, TestKind kind, TestScope scope) {
    return summary.tests().stream()
        .filter(test -> test.kind() == kind && test.unit() == BlockUnit.SEEDS)
        .filter(test -> test.scope().equals(scope))
        .toList();
  }
}
