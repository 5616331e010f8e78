package org.synprune.bench;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;

/**
 * One sweep.
 *
 * @param cores cores that it had
 * @param trials trials that it completed
 * @param wall seconds that it took, Spark's start left out
 * @param training seconds that the trials themselves took, all added up
 */
record Swept(int cores, int trials, double wall, double training) {

  /** The grid that is swept; LAST is its last seed, and each seed is 32 trials. */
  static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn, lstm]
      lookbacks = [1, 3, 7, 14]
      regularisers = [none, dropout, mc-dropout, synaptic-pruning]
      seeds = ["1..LAST"]
      generate { sp500 = 1259 }
      """;

  /**
   * Reads what a sweep said and wrote.
   *
   * @param cores cores that it had
   * @param said what the program printed
   * @param trials folder of its trials
   */
  static Swept of(int cores, String said, Path trials) {
    SweptLine line = SweptLine.of(said);
    return new Swept(cores, line.trials(), line.seconds(), trainingSeconds(trials));
  }

  private static double trainingSeconds(Path trials) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "localhost")
            .getOrCreate();
    try {
      return spark
          .read()
          .parquet(trials.toString())
          .agg(functions.expr("sum(seconds_train + seconds_eval)"))
          .head()
          .getDouble(0);
    } finally {
      spark.stop();
    }
  }

  double perSecond() {
    return trials / wall;
  }

  private double coreSeconds() {
    return cores * wall;
  }

  private double notTraining() {
    return coreSeconds() - training;
  }

  /** How much faster two are than one, and the share of each that isn't spent on trials. */
  static List<Figure> figures(
      String benchmark, String speedUp, String unit, List<Swept> one, List<Swept> two) {
    double[] slow = one.stream().mapToDouble(Swept::perSecond).toArray();
    double[] fast = two.stream().mapToDouble(Swept::perSecond).toArray();
    return List.of(
        Figure.of(benchmark, CaseLabels.NONE, speedUp, fast, slow, "trials/s"),
        share(benchmark, unit, one),
        share(benchmark, unit, two));
  }

  private static Figure share(String benchmark, String unit, List<Swept> side) {
    return Figure.of(
        benchmark,
        CaseLabels.NONE,
        "share not spent on trials, " + side.get(0).cores() + " " + unit,
        side.stream().mapToDouble(Swept::notTraining).toArray(),
        side.stream().mapToDouble(Swept::coreSeconds).toArray(),
        "core s");
  }
}
