package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.synprune.jobs.stats.Holm;
import org.synprune.jobs.stats.Wilcoxon;

/**
 * A night held against the median of earlier ones.
 *
 * <p>Errors: each seed's error tonight is paired with the median of that seed's errors on the
 * earlier nights. A cell is worse if Wilcoxon's exact test over its seeds, adjusted by Holm over
 * all cells, is below {@link #ALPHA} and its errors grew by more than a tolerance. The pairs keep
 * the test honest where nights have the same bits, which is the rule for one build on one kind of
 * machine: a hundred equal nights are one observation, and a harmless change of rounding moves each
 * seed up as often as down. Equal errors have differences of zero, which carry no sign.
 *
 * <p>Throughput varies with whatever else the machine does, so that no test is made of it: it is
 * worse if it fell by more than a tolerance.
 *
 * @param run the night's run
 * @param baseline the earlier nights' runs
 * @param trials number of trials that some earlier night has too
 * @param changed how many of them have another error than their median
 * @param rows one a cell, in the paper's order, and one for throughput; empty without earlier
 *     nights
 * @param uncompared the night's other cells, in the paper's order: no earlier night has a trial of
 *     theirs, as their arm, settings or data are new; empty without earlier nights
 */
public record NightComparison(
    String run,
    List<String> baseline,
    int trials,
    int changed,
    List<Row> rows,
    List<Measure.Mae> uncompared) {

  /** Level that adjusted p-values must fall below. */
  public static final double ALPHA = 0.05;

  private static final Comparator<Measure.Mae> ORDER =
      Comparator.comparing(Measure.Mae::place).thenComparing(Measure.Mae::arm);

  /** Copies the lists. */
  public NightComparison {
    Objects.requireNonNull(run, "run");
    baseline = List.copyOf(baseline);
    rows = List.copyOf(rows);
    uncompared = List.copyOf(uncompared);
  }

  /**
   * A comparison of all of a night's cells.
   *
   * @param run the night's run
   * @param baseline the earlier nights' runs
   * @param trials number of trials that some earlier night has too
   * @param changed how many of them have another error than their median
   * @param rows one a cell, and one for throughput
   */
  public NightComparison(
      String run, List<String> baseline, int trials, int changed, List<Row> rows) {
    this(run, baseline, trials, changed, rows, List.of());
  }

  /** What is thought of a measure. */
  public enum Verdict {
    /** No significant change. */
    FINE,
    /** Smaller errors, or faster. */
    BETTER,
    /** Larger errors, or slower: a regression. */
    WORSE;

    /**
     * The name in results.
     *
     * @return the lower-case name
     */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * By how much a night may be worse than earlier ones.
   *
   * @param mae share by which a cell's errors may grow, such as 0.01; at least 0
   * @param throughput share of throughput that may be lost, such as 0.25; from 0 up, below 1
   */
  public record Tolerance(double mae, double throughput) {

    /** Validates; each message starts with the part's name. */
    public Tolerance {
      if (!(mae >= 0 && Double.isFinite(mae))) {
        throw new IllegalArgumentException("mae is " + mae + ", expected a share from 0 up");
      }
      if (!(throughput >= 0 && throughput < 1)) {
        throw new IllegalArgumentException(
            "throughput is " + throughput + ", expected a share from 0 up and below 1");
      }
    }
  }

  /**
   * One measure of tonight beside the earlier nights'.
   *
   * @param measure what is compared
   * @param n number of pairs: seeds of a cell, or trials
   * @param tonight mean error over the seeds, or trials per second
   * @param baseline mean over the seeds of the median errors, or what tonight's trials would do per
   *     second on the median night
   * @param ratio median over the seeds of tonight's error over its median; or tonight over baseline
   * @param p two-sided p-value; absent for throughput
   * @param pAdjusted p-value adjusted by Holm over the cells; absent for throughput
   * @param verdict what is thought of it
   */
  public record Row(
      Measure measure,
      int n,
      double tonight,
      double baseline,
      double ratio,
      OptionalDouble p,
      OptionalDouble pAdjusted,
      Verdict verdict) {

    /** Checks the parts. */
    public Row {
      Objects.requireNonNull(measure, "measure");
      Objects.requireNonNull(p, "p");
      Objects.requireNonNull(pAdjusted, "pAdjusted");
      Objects.requireNonNull(verdict, "verdict");
      if (n < 1) {
        throw new IllegalArgumentException("n is " + n + ", expected at least 1");
      }
    }
  }

  private record Pair(double tonight, double before) {

    boolean changed() {
      return tonight != before;
    }

    double ratio() {
      return changed() ? tonight / before : 1;
    }
  }

  /**
   * Compares.
   *
   * @param tonight the night
   * @param earlier nights before it, any number of them; those that share no trial count for
   *     nothing
   * @param tolerance by how much tonight may be worse
   * @return the comparison
   */
  public static NightComparison of(Night tonight, List<Night> earlier, Tolerance tolerance) {
    Map<Measure.Mae, List<Pair>> cells = new TreeMap<>(ORDER);
    tonight
        .results()
        .forEach(
            (id, result) -> {
              double[] before =
                  earlier.stream()
                      .map(night -> night.results().get(id))
                      .filter(Objects::nonNull)
                      .mapToDouble(Night.Result::error)
                      .toArray();
              if (before.length > 0) {
                cells
                    .computeIfAbsent(result.cell(), key -> new ArrayList<>())
                    .add(new Pair(result.error(), median(before)));
              }
            });
    List<Row> rows = new ArrayList<>(errors(cells, tolerance.mae()));
    NightThroughput.of(tonight, earlier, tolerance.throughput()).ifPresent(rows::add);
    List<Pair> pairs = cells.values().stream().flatMap(List::stream).toList();
    return new NightComparison(
        tonight.run(),
        earlier.stream().map(Night::run).toList(),
        pairs.size(),
        (int) pairs.stream().filter(Pair::changed).count(),
        rows,
        cells.isEmpty() ? List.of() : uncompared(tonight, cells.keySet()));
  }

  private static List<Measure.Mae> uncompared(Night tonight, Set<Measure.Mae> compared) {
    return tonight.results().values().stream()
        .map(Night.Result::cell)
        .filter(cell -> !compared.contains(cell))
        .distinct()
        .sorted(ORDER)
        .toList();
  }

  private static List<Row> errors(Map<Measure.Mae, List<Pair>> cells, double tolerance) {
    List<Double> p = new ArrayList<>();
    for (List<Pair> pairs : cells.values()) {
      double[] tonight = pairs.stream().mapToDouble(Pair::tonight).toArray();
      double[] before = pairs.stream().mapToDouble(Pair::before).toArray();
      p.add(Wilcoxon.ofPairs(tonight, before, Wilcoxon.Zeros.WILCOXON).p());
    }
    double[] adjusted = Holm.adjust(p.stream().mapToDouble(Double::doubleValue).toArray());
    List<Row> rows = new ArrayList<>();
    cells.forEach(
        (cell, pairs) -> {
          int i = rows.size();
          double ratio = median(pairs.stream().mapToDouble(Pair::ratio).toArray());
          boolean significant = adjusted[i] < ALPHA;
          rows.add(
              new Row(
                  cell,
                  pairs.size(),
                  pairs.stream().mapToDouble(Pair::tonight).average().orElseThrow(),
                  pairs.stream().mapToDouble(Pair::before).average().orElseThrow(),
                  ratio,
                  OptionalDouble.of(p.get(i)),
                  OptionalDouble.of(adjusted[i]),
                  significant && ratio > 1 + tolerance
                      ? Verdict.WORSE
                      : significant && ratio < 1 / (1 + tolerance)
                          ? Verdict.BETTER
                          : Verdict.FINE));
        });
    return rows;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /**
   * What is worse.
   *
   * @return the rows of that verdict
   */
  public List<Row> regressions() {
    return rows.stream().filter(row -> row.verdict() == Verdict.WORSE).toList();
  }

  /**
   * The cells compared.
   *
   * @return the rows of errors
   */
  public List<Row> cells() {
    return rows.stream().filter(row -> row.measure() instanceof Measure.Mae).toList();
  }

  /**
   * The throughput.
   *
   * @return its row; absent without earlier nights
   */
  public Optional<Row> throughput() {
    return rows.stream().filter(row -> row.measure() instanceof Measure.Throughput).findFirst();
  }

  /**
   * The least number of seeds with which a single worse cell could be significant.
   *
   * @return the number; 0 if there are no cells
   */
  public int seedsNeeded() {
    return cells().isEmpty() ? 0 : Wilcoxon.blocksNeeded(cells().size(), ALPHA);
  }
}
