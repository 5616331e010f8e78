package org.synprune.jobs.paper;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.BlockDesign;
import org.synprune.jobs.analysis.BlockTests;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.ObservationGrid;
import org.synprune.jobs.analysis.TestKind;
import org.synprune.jobs.analysis.TestResult;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.stats.Friedman;
import org.synprune.jobs.stats.Sample;

/**
 * The analysis of the paper's tables 2 to 4: for each data set and architecture, every arm over the
 * lookbacks, Friedman's test with the lookbacks as blocks, and the pairs of arms.
 *
 * @param groups one per data set and architecture, by architecture and then by data set in the
 *     paper's order
 */
public record PaperAnalysis(List<Group> groups) {

  /** Copies the list. */
  public PaperAnalysis {
    groups = List.copyOf(groups);
  }

  /**
   * One data set under one architecture: one block of rows of a table.
   *
   * @param dataset id of the data set
   * @param architecture the network
   * @param arms each arm over the lookbacks, in the paper's order
   * @param friedman the test over lookbacks; the paper's chi-square is the one corrected for ties;
   *     null where {@code note} says why
   * @param pairs the exact signed-rank test of every pair of arms, over lookbacks
   * @param note what is missing; may be empty
   */
  public record Group(
      String dataset,
      Architecture architecture,
      List<ArmResult> arms,
      @Nullable Friedman friedman,
      List<TestResult> pairs,
      String note) {

    /** Copies the lists. */
    public Group {
      arms = List.copyOf(arms);
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * One arm over the lookbacks that all arms have.
   *
   * @param arm the arm
   * @param sample its errors, one per lookback, each the mean over seeds
   */
  public record ArmResult(Arm arm, Sample sample) {}

  /**
   * Analyses observations, from the published file or from a sweep of our own.
   *
   * @param observations at most one for each place, arm and seed
   * @return the analysis
   * @throws IllegalArgumentException if a trial occurs twice
   */
  public static PaperAnalysis of(List<Observation> observations) {
    List<Group> groups = new ArrayList<>();
    for (BlockDesign design : BlockDesign.overLookbacks(new ObservationGrid(observations))) {
      groups.add(group(design));
    }
    groups.sort(
        Comparator.comparing(Group::architecture).thenComparing(Group::dataset, Place.DATASETS));
    return new PaperAnalysis(groups);
  }

  private static Group group(BlockDesign design) {
    int blocks = design.values().length;
    int treatments = design.treatments().size();
    List<ArmResult> arms = new ArrayList<>();
    for (int j = 0; j < treatments && blocks > 0; j++) {
      arms.add(new ArmResult(design.treatments().get(j), Sample.of(design.column(j))));
    }
    BlockTests tests = new BlockTests(design);
    List<TestResult> rows = tests.tests();
    return new Group(
        requireNonNull(design.scope().dataset()),
        requireNonNull(design.scope().architecture()),
        arms,
        tests.testable() ? Friedman.of(design.values()) : null,
        rows.stream().filter(row -> row.kind() == TestKind.WILCOXON).toList(),
        rows.get(0).note());
  }
}
