package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.synprune.jobs.analysis.NightComparison.Row;
import org.synprune.jobs.analysis.NightComparison.Verdict;

/** The speed of a night beside that of earlier ones, by the trials that they share. */
final class NightThroughput {

  private NightThroughput() {}

  /**
   * The time that each earlier night took for the trials it shares with tonight, over tonight's.
   */
  static Optional<Row> of(Night tonight, List<Night> earlier, double tolerance) {
    List<Double> ratios = new ArrayList<>();
    for (Night night : earlier) {
      double ratio = seconds(night, List.of(tonight)) / seconds(tonight, List.of(night));
      if (ratio > 0 && Double.isFinite(ratio)) {
        ratios.add(ratio);
      }
    }
    if (ratios.isEmpty()) {
      return Optional.empty();
    }
    double ratio =
        NightComparison.median(ratios.stream().mapToDouble(Double::doubleValue).toArray());
    int n = (int) tonight.results().keySet().stream().filter(id -> anyHas(earlier, id)).count();
    double rate = n / seconds(tonight, earlier);
    Verdict verdict =
        ratio < 1 - tolerance
            ? Verdict.WORSE
            : ratio > 1 / (1 - tolerance) ? Verdict.BETTER : Verdict.FINE;
    return Optional.of(
        new Row(
            new Measure.Throughput(),
            n,
            rate,
            rate / ratio,
            ratio,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            verdict));
  }

  /** Seconds of a night's trials that others have too. */
  private static double seconds(Night night, List<Night> others) {
    return night.results().entrySet().stream()
        .filter(entry -> anyHas(others, entry.getKey()))
        .mapToDouble(entry -> entry.getValue().seconds())
        .sum();
  }

  private static boolean anyHas(List<Night> nights, String id) {
    return nights.stream().anyMatch(night -> night.results().containsKey(id));
  }
}
