package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.synprune.jobs.analysis.BlockUnit;
import org.synprune.jobs.analysis.TestKind;
import org.synprune.jobs.analysis.TestResult;
import org.synprune.jobs.analysis.TestScope;

/**
 * Average ranks with Nemenyi's critical difference, drawn as in Demsar (2006, figure 1): bars join
 * arms that don't differ significantly. Where Friedman's test isn't significant there are no bars,
 * and the diagram says so.
 *
 * @param title what is compared, such as {@code bitcoin/rnn, 6 lookbacks}
 * @param ranks the average rank of each arm, at least two with different names; sorted from the
 *     best (smallest) to the worst
 * @param criticalDifference arms whose average ranks are at least this far apart differ; above 0
 * @param level significance level of both tests, in (0, 1)
 * @param friedmanP the p-value of Friedman's test
 */
record CriticalDifferenceDiagram(
    String title,
    List<AverageRank> ranks,
    double criticalDifference,
    double level,
    double friedmanP) {

  private static final double LEVEL = 0.05;

  /**
   * An arm's average rank.
   *
   * @param name the arm
   * @param rank 1 (best in every block) to the number of arms
   */
  record AverageRank(String name, double rank) {}

  CriticalDifferenceDiagram {
    ranks = ranks.stream().sorted(Comparator.comparingDouble(AverageRank::rank)).toList();
    if (ranks.size() < 2) {
      throw new IllegalArgumentException(ranks.size() + " average ranks, expected at least 2");
    }
    if (ranks.stream().map(AverageRank::name).distinct().count() < ranks.size()) {
      throw new IllegalArgumentException("two average ranks have the same name");
    }
    for (AverageRank arm : ranks) {
      if (!(arm.rank() >= 1 && arm.rank() <= ranks.size())) {
        throw new IllegalArgumentException(
            "the average rank of " + arm.name() + " is " + arm.rank() + ", outside the ranks");
      }
    }
    if (!(criticalDifference > 0 && Double.isFinite(criticalDifference))) {
      throw new IllegalArgumentException(
          "critical difference is " + criticalDifference + ", expected above 0");
    }
    if (!(level > 0 && level < 1) || !(friedmanP >= 0 && friedmanP <= 1)) {
      throw new IllegalArgumentException(
          "level " + level + " or Friedman's p " + friedmanP + " isn't a probability");
    }
  }

  /**
   * Makes the diagram of one scope at level 0.05.
   *
   * @param tests test results of any scopes and units
   * @param unit what the blocks are
   * @param scope the scope, such as {@code bitcoin/rnn}
   * @return the diagram; empty if the tests have no ranks of that scope
   */
  static Optional<CriticalDifferenceDiagram> of(
      List<TestResult> tests, BlockUnit unit, TestScope scope) {
    List<TestResult> rows =
        tests.stream().filter(row -> row.unit() == unit && row.scope().equals(scope)).toList();
    List<AverageRank> ranks =
        rows.stream()
            .filter(row -> row.kind() == TestKind.AVERAGE_RANK)
            .map(
                row ->
                    new AverageRank(row.treatments().get(0).name(), row.statistic().orElseThrow()))
            .toList();
    Optional<TestResult> friedman = first(rows, TestKind.FRIEDMAN);
    OptionalDouble p = friedman.map(TestResult::p).orElse(OptionalDouble.empty());
    OptionalDouble difference =
        first(rows, TestKind.NEMENYI).map(TestResult::statistic).orElse(OptionalDouble.empty());
    if (ranks.size() < 2 || p.isEmpty() || difference.isEmpty()) {
      return Optional.empty();
    }
    String title = scope.text() + ", " + friedman.orElseThrow().blocks() + " " + words(unit);
    return Optional.of(
        new CriticalDifferenceDiagram(
            title, ranks, difference.getAsDouble(), LEVEL, p.getAsDouble()));
  }

  /**
   * Says whether Friedman's test is significant. If it isn't, no two arms may be compared.
   *
   * @return whether its p-value is below the level
   */
  boolean isSignificant() {
    return friedmanP < level;
  }

  /**
   * Returns the largest groups of arms whose ranks span less than the critical difference.
   *
   * @return each group from its best to its worst arm, at least two arms in each; empty if all
   *     pairs differ, or if Friedman's test isn't significant
   */
  List<List<AverageRank>> groups() {
    List<List<AverageRank>> groups = new ArrayList<>();
    if (!isSignificant()) {
      return groups;
    }
    int reached = 0;
    for (int from = 0; from < ranks.size(); from++) {
      int to = from + 1;
      while (to < ranks.size()
          && ranks.get(to).rank() - ranks.get(from).rank() < criticalDifference) {
        to++;
      }
      if (to > reached && to - from > 1) {
        groups.add(ranks.subList(from, to));
      }
      reached = Math.max(reached, to);
    }
    return groups;
  }

  /**
   * Describes the diagram in words, for its text alternative and caption.
   *
   * @return two sentences
   */
  String sentence() {
    return "Average ranks (1 is best), "
        + title
        + ": "
        + ranks.stream()
            .map(arm -> arm.name() + " " + Prose.fixed(arm.rank(), 2))
            .collect(Collectors.joining(", "))
        + ". "
        + finding();
  }

  /**
   * Draws the diagram.
   *
   * @return an {@code svg} element as wide as its container, in the colour of the surrounding text
   */
  String svg() {
    return new CriticalDifferenceSvg(this).render();
  }

  private String finding() {
    if (!isSignificant()) {
      return "Friedman's test finds no significant difference (p = " + p() + ").";
    }
    String difference =
        "The critical difference is "
            + Prose.fixed(criticalDifference, 2)
            + " (Nemenyi, level "
            + level
            + "; Friedman p "
            + (p().startsWith("<") ? p() : "= " + p())
            + "): ";
    return difference
        + (groups().isEmpty()
            ? "all pairs differ significantly."
            : "no significant difference within "
                + groups().stream()
                    .map(CriticalDifferenceDiagram::names)
                    .collect(Collectors.joining("; "))
                + ".");
  }

  /** Returns Friedman's p-value as it is printed. */
  String p() {
    return friedmanP < 0.0001 ? "< 0.0001" : Prose.fixed(friedmanP, 4);
  }

  private static String words(BlockUnit unit) {
    return switch (unit) {
      case DATASETS -> "data sets";
      case TASKS -> "tasks (data set and network)";
      case LOOKBACKS, SEEDS -> unit.id();
    };
  }

  private static String names(List<AverageRank> group) {
    return group.stream().map(AverageRank::name).collect(Collectors.joining(", "));
  }

  private static Optional<TestResult> first(List<TestResult> rows, TestKind kind) {
    return rows.stream().filter(row -> row.kind() == kind).findFirst();
  }
}
