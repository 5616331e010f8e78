package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.stats.Sample;

/** Complete blocks of treatments, ready to be tested. */
public final class BlockDesign {

  /** The least number of blocks with which a two-sided signed-rank test can reach 5%. */
  private static final int ENOUGH = 6;

  private final BlockUnit unit;
  private final TestScope scope;
  private final List<Arm> treatments;
  private final double[][] values;
  private final int dropped;
  private final String note;

  private BlockDesign(BlockUnit unit, TestScope scope, List<Map<Arm, Double>> blocks, String note) {
    NavigableSet<Arm> seen = new TreeSet<>();
    blocks.forEach(block -> seen.addAll(block.keySet()));
    this.unit = unit;
    this.scope = scope;
    this.treatments = List.copyOf(seen);
    this.values =
        blocks.stream()
            .filter(block -> block.keySet().containsAll(treatments))
            .map(block -> treatments.stream().mapToDouble(block::get).toArray())
            .toArray(double[][]::new);
    this.dropped = blocks.size() - values.length;
    this.note = note;
  }

  /** What a block is. */
  BlockUnit unit() {
    return unit;
  }

  /**
   * Where the blocks come from.
   *
   * @return the scope
   */
  public TestScope scope() {
    return scope;
  }

  /**
   * The arms that occur in any block.
   *
   * @return the arms, in their order
   */
  public List<Arm> treatments() {
    return treatments;
  }

  /**
   * The errors.
   *
   * @return {@code [complete blocks][treatments]}; not to be written to
   */
  public double[][] values() {
    return values;
  }

  /** Number of blocks that lacked an arm. */
  int dropped() {
    return dropped;
  }

  /** What is peculiar about the values; may be empty. */
  String note() {
    return note;
  }

  /**
   * The errors of one treatment.
   *
   * @param treatment its index in {@link #treatments}
   * @return one error a complete block
   */
  public double[] column(int treatment) {
    double[] column = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      column[i] = values[i][treatment];
    }
    return column;
  }

  /** Blocks are the seeds of one data set, architecture and lookback. */
  static List<BlockDesign> overSeeds(ObservationGrid grid) {
    List<BlockDesign> designs = new ArrayList<>();
    grid.places()
        .forEach(
            (place, arms) -> {
              NavigableSet<Long> seeds = new TreeSet<>();
              arms.values().forEach(bySeed -> seeds.addAll(bySeed.keySet()));
              List<Map<Arm, Double>> blocks = new ArrayList<>();
              for (Long seed : seeds) {
                Map<Arm, Double> block = new LinkedHashMap<>();
                arms.forEach(
                    (arm, bySeed) -> {
                      if (bySeed.containsKey(seed)) {
                        block.put(arm, bySeed.get(seed));
                      }
                    });
                blocks.add(block);
              }
              designs.add(new BlockDesign(BlockUnit.SEEDS, TestScope.of(place), blocks, ""));
            });
    return designs;
  }

  /**
   * Blocks are the lookbacks of one data set and architecture, each by its mean over seeds.
   *
   * @param grid the observations
   * @return a design for each data set and architecture
   */
  public static List<BlockDesign> overLookbacks(ObservationGrid grid) {
    return List.copyOf(lookbacks(grid).values());
  }

  /** Blocks are the data sets of one architecture, by the mean over their complete lookbacks. */
  static List<BlockDesign> overDatasets(ObservationGrid grid) {
    List<BlockDesign> designs = new ArrayList<>();
    byArchitecture(grid)
        .forEach(
            (scope, blocks) ->
                designs.add(
                    new BlockDesign(
                        BlockUnit.DATASETS,
                        scope,
                        blocks,
                        blocks.size() < ENOUGH
                            ? "too few data sets to prove a difference: read it as a description"
                            : "")));
    return designs;
  }

  /**
   * Blocks are all data sets with all architectures, by the mean over their complete lookbacks, for
   * each variant; nothing where one architecture makes them the same as its data sets.
   */
  static List<BlockDesign> overTasks(ObservationGrid grid) {
    Map<Variant, List<Map.Entry<TestScope, List<Map<Arm, Double>>>>> byVariant = new TreeMap<>();
    byArchitecture(grid)
        .entrySet()
        .forEach(
            one ->
                byVariant
                    .computeIfAbsent(one.getKey().variant(), unused -> new ArrayList<>())
                    .add(one));
    List<BlockDesign> designs = new ArrayList<>();
    byVariant.forEach(
        (variant, architectures) -> {
          if (architectures.size() > 1) {
            designs.add(
                new BlockDesign(
                    BlockUnit.TASKS,
                    TestScope.overTasks(architectures.get(0).getKey().protocol(), variant),
                    architectures.stream().flatMap(one -> one.getValue().stream()).toList(),
                    "tasks share data sets and architectures, they aren't independent"));
          }
        });
    return designs;
  }

  /** A block for each data set of each architecture and variant, by the scope of these two. */
  private static Map<TestScope, List<Map<Arm, Double>>> byArchitecture(ObservationGrid grid) {
    Map<TestScope, List<Map<Arm, Double>>> blocks =
        new TreeMap<>(
            Comparator.comparing(TestScope::architecture).thenComparing(TestScope::variant));
    lookbacks(grid)
        .forEach(
            (place, design) ->
                blocks
                    .computeIfAbsent(TestScope.overDatasets(place), unused -> new ArrayList<>())
                    .add(design.means()));
    return blocks;
  }

  /** Each treatment's mean over the blocks; nothing if there are none. */
  private Map<Arm, Double> means() {
    Map<Arm, Double> means = new LinkedHashMap<>();
    for (int j = 0; j < treatments.size() && values.length > 0; j++) {
      means.put(treatments.get(j), Sample.of(column(j)).mean());
    }
    return means;
  }

  /** The designs over lookbacks; the place of each is that of its first lookback. */
  private static Map<Place, BlockDesign> lookbacks(ObservationGrid grid) {
    Map<TestScope, Place> firsts = new LinkedHashMap<>();
    Map<TestScope, List<Map<Arm, Double>>> blocks = new LinkedHashMap<>();
    Map<TestScope, Integer> uneven = new LinkedHashMap<>();
    grid.places()
        .forEach(
            (place, arms) -> {
              TestScope scope = TestScope.overLookbacks(place);
              firsts.putIfAbsent(scope, place);
              Map<Arm, Double> block = new LinkedHashMap<>();
              arms.forEach(
                  (arm, bySeed) ->
                      block.put(arm, Sample.of(ObservationGrid.values(bySeed)).mean()));
              blocks.computeIfAbsent(scope, unused -> new ArrayList<>()).add(block);
              uneven.merge(scope, sameSeeds(arms) ? 0 : 1, Integer::sum);
            });
    Map<Place, BlockDesign> designs = new LinkedHashMap<>();
    firsts.forEach(
        (scope, place) -> {
          int count = uneven.get(scope);
          String note = count == 0 ? "" : "arms differ in their seeds at " + count + " lookback(s)";
          designs.put(place, new BlockDesign(BlockUnit.LOOKBACKS, scope, blocks.get(scope), note));
        });
    return designs;
  }

  private static boolean sameSeeds(NavigableMap<Arm, NavigableMap<Long, Double>> arms) {
    return arms.values().stream().map(Map::keySet).distinct().count() <= 1;
  }
}
