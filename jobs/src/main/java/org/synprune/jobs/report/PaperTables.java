package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.synprune.jobs.analysis.TestResult;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.paper.PaperAnalysis.ArmResult;
import org.synprune.jobs.paper.PaperAnalysis.Group;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;
import org.synprune.jobs.stats.ConfidenceInterval;
import org.synprune.jobs.stats.Friedman;
import org.synprune.jobs.stats.Wilcoxon;

/**
 * The paper's tables 2 to 4, from any observations: recurrent networks in the form of tables 2 and
 * 3, PatchTST in the form of Table 4, and all Friedman tests in one table of our own.
 */
public final class PaperTables {

  private static final double LEVEL = 0.05;

  private PaperTables() {}

  /**
   * Prints an analysis.
   *
   * @param analysis what to print
   * @return lines of text of at most {@link TextTable#WIDTH} columns
   */
  public static String render(PaperAnalysis analysis) {
    Map<Architecture, List<Group>> byArchitecture = new LinkedHashMap<>();
    for (Group group : analysis.groups()) {
      byArchitecture.computeIfAbsent(group.architecture(), unused -> new ArrayList<>()).add(group);
    }
    StringBuilder text = new StringBuilder();
    byArchitecture.forEach(
        (architecture, groups) ->
            text.append(
                    architecture == Architecture.PATCHTST
                        ? withRanks(architecture.id(), groups)
                        : withIntervals(architecture.id(), groups))
                .append('\n'));
    return text.append(friedman(analysis.groups())).toString();
  }

  /** The form of tables 2 and 3. */
  private static String withIntervals(String architecture, List<Group> groups) {
    TextTable table =
        new TextTable(
            2,
            List.of(
                new Column("data set", Align.LEFT),
                new Column("regulariser", Align.LEFT),
                new Column("mean MAE", Align.RIGHT),
                new Column("sd", Align.RIGHT),
                new Column("95% interval", Align.RIGHT),
                new Column("chi2", Align.RIGHT),
                new Column("p", Align.RIGHT)));
    for (Group group : groups) {
      for (int i = 0; i < group.arms().size(); i++) {
        ArmResult arm = group.arms().get(i);
        boolean first = i == 0;
        table.add(
            List.of(
                first ? group.dataset() : "",
                arm.arm().name(),
                Prose.fixed(arm.sample().mean(), 4),
                Prose.fixed(arm.sample().sd(), 4),
                arm.sample().interval(0.95).map(PaperTables::interval).orElse("-"),
                first ? Prose.fixed(of(group, Friedman::chiSquareTied), 2) : "",
                first ? Prose.fixed(of(group, Friedman::pTied), 6) : ""));
      }
    }
    return Prose.paragraph(
            architecture
                + ": mean, sample deviation and t interval over lookbacks, and Friedman's test with"
                + " the lookbacks as blocks (the form of the paper's tables 2 and 3)")
        + table.render();
  }

  /** The form of Table 4. */
  private static String withRanks(String architecture, List<Group> groups) {
    int most = groups.stream().mapToInt(group -> group.arms().size()).max().orElse(0);
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("data set", Align.LEFT));
    columns.add(new Column("regulariser", Align.LEFT));
    columns.add(new Column("mean", Align.RIGHT));
    columns.add(new Column("sd", Align.RIGHT));
    columns.add(new Column("p", Align.RIGHT));
    columns.add(new Column("rank", Align.RIGHT));
    for (int j = 1; j <= most; j++) {
      columns.add(new Column("p vs " + j, Align.RIGHT));
    }
    TextTable table = new TextTable(2, columns);
    for (Group group : groups) {
      for (int i = 0; i < group.arms().size(); i++) {
        ArmResult arm = group.arms().get(i);
        int place = i;
        List<String> row = new ArrayList<>();
        row.add(i == 0 ? group.dataset() : "");
        row.add((i + 1) + " " + arm.arm());
        row.add(Prose.fixed(arm.sample().mean(), 4));
        row.add(Prose.fixed(arm.sample().populationSd(), 4));
        row.add(i == 0 ? Prose.fixed(of(group, Friedman::pTied), 6) : "");
        row.add(Prose.fixed(of(group, friedman -> friedman.averageRanks().get(place)), 2));
        for (int j = 0; j < most; j++) {
          row.add(j < group.arms().size() ? pair(group, arm, group.arms().get(j)) : "");
        }
        table.add(row);
      }
    }
    return Prose.paragraph(
            architecture
                + ": mean MAE and population deviation over lookbacks, Friedman's p, average rank,"
                + " and the unadjusted p of the exact Wilcoxon test against each arm by its number"
                + " (the form of the paper's Table 4)")
        + table.render();
  }

  private static String friedman(List<Group> groups) {
    TextTable table =
        new TextTable(
            2,
            List.of(
                new Column("network", Align.LEFT),
                new Column("data set", Align.LEFT),
                new Column("blocks", Align.RIGHT),
                new Column("chi2", Align.RIGHT),
                new Column("p", Align.RIGHT),
                new Column("Kendall's W", Align.RIGHT),
                new Column("least pair p", Align.RIGHT),
                new Column("by Holm", Align.RIGHT)));
    StringBuilder notes = new StringBuilder();
    for (Group group : groups) {
      table.add(
          List.of(
              group.architecture().id(),
              group.dataset(),
              Prose.fixed(of(group, Friedman::blocks), 0),
              Prose.fixed(of(group, Friedman::chiSquareTied), 2),
              Prose.fixed(of(group, Friedman::pTied), 6),
              Prose.fixed(of(group, Friedman::kendallW), 3),
              Prose.fixed(least(group, TestResult::p), 4),
              Prose.fixed(least(group, TestResult::pAdjusted), 4)));
      if (!group.note().isEmpty()) {
        notes.append(
            Prose.paragraph(
                group.dataset() + "/" + group.architecture().id() + ": " + group.note()));
      }
    }
    return "Friedman's tests, the lookbacks as blocks\n"
        + table.render()
        + notes
        + Prose.paragraph(verdict(groups));
  }

  private static String verdict(List<Group> groups) {
    long pairs = groups.stream().mapToLong(group -> group.pairs().size()).sum();
    long kept =
        groups.stream()
            .flatMap(group -> group.pairs().stream())
            .filter(pair -> pair.pAdjusted().orElse(1) < LEVEL)
            .count();
    long hopeless = groups.stream().filter(PaperTables::hopeless).count();
    return "Friedman's test says that the arms differ, not which: "
        + kept
        + " of "
        + pairs
        + " pairs of arms differ at 5% after Holm's adjustment over the pairs of their row."
        + (hopeless == 0
            ? ""
            : " In " + hopeless + " row(s) no data could: the blocks are too few for the pairs.");
  }

  private static boolean hopeless(Group group) {
    int pairs = group.pairs().size();
    return pairs > 0
        && group.friedman().map(Friedman::blocks).orElse(0) < Wilcoxon.blocksNeeded(pairs, LEVEL);
  }

  private static OptionalDouble of(Group group, ToDoubleFunction<Friedman> figure) {
    return group
        .friedman()
        .map(f -> OptionalDouble.of(figure.applyAsDouble(f)))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalDouble least(Group group, Function<TestResult, OptionalDouble> p) {
    return group.pairs().stream()
        .map(p)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .min();
  }

  private static String pair(Group group, ArmResult one, ArmResult other) {
    Optional<TestResult> pair =
        group.pairs().stream()
            .filter(row -> !one.equals(other))
            .filter(row -> row.treatments().contains(one.arm()))
            .filter(row -> row.treatments().contains(other.arm()))
            .findFirst();
    return pair.map(row -> Prose.fixed(row.p(), 4)).orElse("-");
  }

  private static String interval(ConfidenceInterval interval) {
    return "[" + Prose.fixed(interval.low(), 4) + ", " + Prose.fixed(interval.high(), 4) + "]";
  }
}
