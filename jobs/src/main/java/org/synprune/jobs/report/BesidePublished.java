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
 * test with lookbacks as blocks, computed the same way for both.
 */
public final class BesidePublished {

  private BesidePublished() {}

  /**
   * Prints both.
   *
   * @param ours the run's analysis, in units of the scaled target
   * @param published the paper's analysis, in the same units
   * @return lines of text of at most {@link TextTable#WIDTH} characters; data sets and networks
   *     that only one side has are left out
   */
  public static String render(PaperAnalysis ours, PaperAnalysis published) {
    TextTable means =
        new TextTable(
            2,
            List.of(
                new Column("data set", Align.LEFT),
                new Column("network", Align.LEFT),
                new Column("regulariser", Align.LEFT),
                new Column("our MAE", Align.RIGHT),
                new Column("paper's MAE", Align.RIGHT)));
    TextTable tests =
        new TextTable(
            2,
            List.of(
                new Column("data set", Align.LEFT),
                new Column("network", Align.LEFT),
                new Column("our chi2", Align.RIGHT),
                new Column("p", Align.RIGHT),
                new Column("paper's chi2", Align.RIGHT),
                new Column("p", Align.RIGHT)));
    List<Group> shared = new ArrayList<>();
    for (Group group : ours.groups()) {
      counterpart(published, group)
          .ifPresent(
              other -> {
                addMeans(means, group, other);
                addTests(tests, group, other);
                shared.add(group);
              });
    }
    return shared.isEmpty()
        ? Prose.paragraph(
            "The run and the published results have no data set and network in common.")
        : Prose.paragraph("Mean MAE over lookbacks, in units of the scaled target")
            + means.render()
            + "\nFriedman's tests with lookbacks as blocks\n"
            + tests.render();
  }

  private static Optional<Group> counterpart(PaperAnalysis published, Group group) {
    return published.groups().stream()
        .filter(
            other ->
                other.dataset().equals(group.dataset())
                    && other.architecture().equals(group.architecture()))
        .findFirst();
  }

  private static void addMeans(TextTable table, Group ours, Group published) {
    for (int i = 0; i < ours.arms().size(); i++) {
      ArmResult arm = ours.arms().get(i);
      table.add(
          List.of(
              i == 0 ? ours.dataset() : "",
              i == 0 ? ours.architecture().id() : "",
              arm.arm().name(),
              Prose.fixed(arm.sample().mean(), 4),
              mean(published, arm.arm())));
    }
  }

  private static void addTests(TextTable table, Group ours, Group published) {
    table.add(
        List.of(
            ours.dataset(),
            ours.architecture().id(),
            test(ours, Friedman::chiSquareTied, 2),
            test(ours, Friedman::pTied, 4),
            test(published, Friedman::chiSquareTied, 2),
            test(published, Friedman::pTied, 4)));
  }

  private static String mean(Group group, Arm wanted) {
    return group.arms().stream()
        .filter(arm -> arm.arm().equals(wanted))
        .findFirst()
        .map(arm -> Prose.fixed(arm.sample().mean(), 4))
        .orElse("-");
  }

  private static String test(Group group, ToDoubleFunction<Friedman> figure, int digits) {
    Friedman test = group.friedman();
    return test == null ? "-" : Prose.fixed(figure.applyAsDouble(test), digits);
  }
}
