package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.stats.ConfidenceInterval;
import org.synprune.jobs.stats.Sample;

/**
 * What a sweep found: every cell with its interval, and every test.
 *
 * @param cells one for each place and arm, in their order
 * @param tests all test results
 */
public record Summary(List<Cell> cells, List<TestResult> tests) {

  private static final double LEVEL = 0.95;

  /** Copies the lists. */
  public Summary {
    cells = List.copyOf(cells);
    tests = List.copyOf(tests);
  }

  /**
   * Analyses the finished trials of a sweep. The order of the observations doesn't matter.
   *
   * @param observations at most one for each place, arm and seed, all of one protocol
   * @return cells and tests; both empty if there are no observations
   * @throws IllegalArgumentException if a trial occurs twice, or protocols are mixed
   */
  public static Summary of(List<Observation> observations) {
    if (observations.stream().map(one -> one.place().protocol()).distinct().count() > 1) {
      throw new IllegalArgumentException("observations of several protocols, expected one");
    }
    ObservationGrid grid = new ObservationGrid(observations);
    List<BlockDesign> designs = new ArrayList<>(BlockDesign.overLookbacks(grid));
    designs.addAll(BlockDesign.overSeeds(grid));
    designs.addAll(BlockDesign.overDatasets(grid));
    designs.addAll(BlockDesign.overTasks(grid));
    return new Summary(
        cells(grid),
        designs.stream().flatMap(design -> new BlockTests(design).all().stream()).toList());
  }

  /**
   * The arms of any cell.
   *
   * @return the arms, in their order
   */
  public List<Arm> arms() {
    return cells.stream().map(Cell::arm).distinct().sorted().toList();
  }

  private static List<Cell> cells(ObservationGrid grid) {
    List<Cell> cells = new ArrayList<>();
    grid.places()
        .forEach(
            (place, arms) -> {
              OptionalDouble none =
                  arms.containsKey(Arm.NONE)
                      ? OptionalDouble.of(
                          Sample.of(ObservationGrid.values(arms.get(Arm.NONE))).mean())
                      : OptionalDouble.empty();
              arms.forEach(
                  (arm, bySeed) ->
                      cells.add(cell(place, arm, ObservationGrid.values(bySeed), none)));
            });
    return cells;
  }

  private static Cell cell(Place place, Arm arm, double[] values, OptionalDouble none) {
    Sample sample = Sample.of(values);
    Optional<ConfidenceInterval> interval = sample.interval(LEVEL);
    boolean comparable = none.isPresent() && none.getAsDouble() != 0;
    return new Cell(
        place,
        arm,
        sample.n(),
        sample.mean(),
        sample.sd(),
        interval.map(i -> OptionalDouble.of(i.low())).orElse(OptionalDouble.empty()),
        interval.map(i -> OptionalDouble.of(i.high())).orElse(OptionalDouble.empty()),
        comparable
            ? OptionalDouble.of(sample.mean() / none.getAsDouble() - 1)
            : OptionalDouble.empty());
  }
}
