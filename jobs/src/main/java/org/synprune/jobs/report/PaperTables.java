package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.synprune.jobs.analysis.TestResult;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.paper.PaperAnalysis.ArmResult;
import org.synprune.jobs.paper.PaperAnalysis.Group;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;
import org.synprune.jobs.stats.ConfidenceInterval;
import org.synprune.jobs.stats.Friedman;
import org.synprune.jobs.stats.Sample;
import org.synprune.jobs.stats.Wilcoxon;

/**
 * The paper's tables 2 to 4 for any results: recurrent networks in the form of tables 2 and 3,
 * PatchTST in the form of Table 4, and all Friedman tests in one more table.
 */
public final class PaperTables {

  private static final double LEVEL = 0.05;

  private PaperTables() {}

  /**
   * Prints an analysis.
   *
   * @param analysis the analysis
   * @return lines of text, of at most {@link TextTable#WIDTH} characters if the names allow it
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
                    architecture.equals(Architecture.PATCHTST)
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
                new Column("mean", Align.RIGHT),
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
                + ", as in the paper's tables 2 and 3: mean MAE over lookbacks, sample standard"
                + " deviation, t interval, and Friedman's test with lookbacks as blocks")
        + table.render();
  }

  /** The form of Table 4. */
  private static String withRanks(String architecture, List<Group> groups) {
    TextTable table =
        new TextTable(
            2,
            List.of(
                new Column("data set", Align.LEFT),
                new Column("regulariser", Align.LEFT),
                new Column("mean", Align.RIGHT),
                new Column("sd", Align.RIGHT),
                new Column("p", Align.RIGHT),
                new Column("rank", Align.RIGHT)));
    for (Group group : groups) {
      for (int i = 0; i < group.arms().size(); i++) {
        int arm = i;
        Sample sample = group.arms().get(i).sample();
        table.add(
            List.of(
                i == 0 ? group.dataset() : "",
                numbered(group, i),
                Prose.fixed(sample.mean(), 4),
                Prose.fixed(sample.populationSd(), 4),
                i == 0 ? Prose.fixed(of(group, Friedman::pTied), 6) : "",
                Prose.fixed(of(group, friedman -> friedman.averageRanks().get(arm)), 2)));
      }
    }
    return Prose.paragraph(
            architecture
                + ", as in the paper's Table 4: mean MAE over lookbacks, population standard"
                + " deviation, Friedman's p and average rank")
        + table.render()
        + "\n"
        + Prose.paragraph(
            architecture
                + ": unadjusted p of the exact Wilcoxon test against each arm, by its number")
        + pairs(groups);
  }

  private static String pairs(List<Group> groups) {
    int most = groups.stream().mapToInt(group -> group.arms().size()).max().orElse(0);
    ArmTable table =
        new ArmTable(
            2,
            List.of(new Column("data set", Align.LEFT), new Column("regulariser", Align.LEFT)),
            IntStream.rangeClosed(1, most)
                .mapToObj(number -> new Column("p vs " + number, Align.RIGHT))
                .toList());
    for (Group group : groups) {
      List<ArmResult> arms = group.arms();
      for (int i = 0; i < arms.size(); i++) {
        ArmResult arm = arms.get(i);
        table.add(
            List.of(i == 0 ? group.dataset() : "", numbered(group, i)),
            IntStream.range(0, most)
                .mapToObj(j -> j < arms.size() ? pair(group, arm, arms.get(j)) : "")
                .toList());
      }
    }
    return table.render();
  }

  private static String numbered(Group group, int arm) {
    return (arm + 1) + " " + group.arms().get(arm).arm();
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
                new Column("Kendall W", Align.RIGHT),
                new Column("min pair p", Align.RIGHT),
                new Column("Holm p", Align.RIGHT)));
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
              Prose.fixed(smallest(group, TestResult::p), 4),
              Prose.fixed(smallest(group, TestResult::pAdjusted), 4)));
      if (!group.note().isEmpty()) {
        notes.append(
            Prose.paragraph(
                group.dataset() + "/" + group.architecture().id() + ": " + group.note()));
      }
    }
    return "Friedman's tests with lookbacks as blocks\n"
        + table.render()
        + notes
        + Prose.paragraph(verdict(groups));
  }

  private static String verdict(List<Group> groups) {
    long pairs = groups.stream().mapToLong(group -> group.pairs().size()).sum();
    if (pairs == 0) {
      return "There are no pairs of arms to compare.";
    }
    long significant =
        groups.stream()
            .flatMap(group -> group.pairs().stream())
            .filter(pair -> pair.pAdjusted().orElse(1) < LEVEL)
            .count();
    long tooFew = groups.stream().filter(PaperTables::tooFewBlocks).count();
    long differ =
        groups.stream().filter(group -> of(group, Friedman::pTied).orElse(1) < LEVEL).count();
    return (differ == 0
            ? "Friedman's test finds no difference between the arms of any row (p < 0.05). "
            : "Where its p is below 0.05, Friedman's test finds that arms differ, but not which. ")
        + significant
        + " of "
        + pairs
        + " pairs of arms differ significantly (p < 0.05 after Holm's adjustment over the pairs of"
        + " a row)."
        + (tooFew == 0
            ? ""
            : " "
                + Prose.count(tooFew, "row")
                + (tooFew == 1 ? " has" : " have")
                + " too few lookbacks for any pair to be significant.");
  }

  private static boolean tooFewBlocks(Group group) {
    int pairs = group.pairs().size();
    int blocks = group.friedman() == null ? 0 : group.friedman().blocks();
    return pairs > 0 && blocks < Wilcoxon.blocksNeeded(pairs, LEVEL);
  }

  private static OptionalDouble of(Group group, ToDoubleFunction<Friedman> figure) {
    Friedman test = group.friedman();
    return test == null ? OptionalDouble.empty() : OptionalDouble.of(figure.applyAsDouble(test));
  }

  private static OptionalDouble smallest(Group group, Function<TestResult, OptionalDouble> p) {
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
