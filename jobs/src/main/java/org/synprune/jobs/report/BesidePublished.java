package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.paper.PaperAnalysis.ArmResult;
import org.synprune.jobs.paper.PaperAnalysis.Group;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;
import org.synprune.jobs.stats.Friedman;

/**
 * A run's errors beside the paper's: means over lookbacks of the means over seeds, and Friedman's
 * test over lookbacks, computed alike for both.
 */
public final class BesidePublished {

  private BesidePublished() {}

  /**
   * Prints both.
   *
   * @param ours the run's analysis, in units of the scaled target
   * @param published the paper's
   * @return lines of text of at most {@link TextTable#WIDTH} columns; data sets and architectures
   *     that only one of them has are left out
   */
  public static String render(PaperAnalysis ours, PaperAnalysis published) {
    TextTable table =
        new TextTable(
            2,
            List.of(
                new Column("data set", Align.LEFT),
                new Column("network", Align.LEFT),
                new Column("regulariser", Align.LEFT),
                new Column("ours", Align.RIGHT),
                new Column("paper", Align.RIGHT),
                new Column("ours: chi2", Align.RIGHT),
                new Column("p", Align.RIGHT),
                new Column("paper: chi2", Align.RIGHT),
                new Column("p", Align.RIGHT)));
    List<Group> shared = new ArrayList<>();
    for (Group group : ours.groups()) {
      counterpart(published, group)
          .ifPresent(
              other -> {
                add(table, group, other);
                shared.add(group);
              });
    }
    return shared.isEmpty()
        ? "The run shares no data set and network with the published results.\n"
        : table.render();
  }

  private static Optional<Group> counterpart(PaperAnalysis published, Group group) {
    return published.groups().stream()
        .filter(
            other ->
                other.dataset().equals(group.dataset())
                    && other.architecture() == group.architecture())
        .findFirst();
  }

  private static void add(TextTable table, Group ours, Group published) {
    for (int i = 0; i < ours.arms().size(); i++) {
      ArmResult arm = ours.arms().get(i);
      boolean first = i == 0;
      table.add(
          List.of(
              first ? ours.dataset() : "",
              first ? ours.architecture().id() : "",
              arm.arm().name(),
              Prose.fixed(arm.sample().mean(), 4),
              mean(published, arm.arm()),
              first ? test(ours, Friedman::chiSquareTied, 2) : "",
              first ? test(ours, Friedman::pTied, 4) : "",
              first ? test(published, Friedman::chiSquareTied, 2) : "",
              first ? test(published, Friedman::pTied, 4) : ""));
    }
  }

  private static String mean(Group group, Arm wanted) {
    return group.arms().stream()
        .filter(arm -> arm.arm().equals(wanted))
        .findFirst()
        .map(arm -> Prose.fixed(arm.sample().mean(), 4))
        .orElse("-");
  }

  private static String test(Group group, ToDoubleFunction<Friedman> figure, int digits) {
    return group.friedman().map(one -> Prose.fixed(figure.applyAsDouble(one), digits)).orElse("-");
  }
}
