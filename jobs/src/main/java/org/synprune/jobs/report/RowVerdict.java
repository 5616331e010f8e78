package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 */
public record RowVerdict(Place place, Arm best, boolean significant) {

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
    return new RowVerdict(
        best.place(), best.arm(), ranked.size() > 1 && differ(summary, best, ranked.get(1).arm()));
  }

  private static boolean differ(Summary summary, Cell best, Arm second) {
    Arm arm = best.arm();
    TestScope scope = TestScope.of(best.place());
    return tests(summary, TestKind.FRIEDMAN, scope).stream()
            .anyMatch(test -> test.p().orElse(1) < ALPHA)
        && tests(summary, TestKind.WILCOXON, scope).stream()
            .filter(test -> test.treatments().contains(arm) && test.treatments().contains(second))
            .filter(test -> test.pAdjusted().orElse(1) < ALPHA)
            .anyMatch(test -> favours(test, arm));
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
