package org.synprune.jobs.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.stats.Holm;
import org.synprune.jobs.stats.Welch;

/**
 * Our trials beside the paper's S&P 500 row for the RNN without regularisation, MAE in scaled
 * units: the published means (appendix A), and the seed-by-seed values that the paper's script
 * gives on the data set's file.
 *
 * @param rows one a lookback, ascending
 */
public record Replica(List<Row> rows) {

  private static final double ALPHA = 0.05;

  /** Copies the list. */
  public Replica {
    rows = List.copyOf(rows);
  }

  /**
   * One lookback.
   *
   * @param lookback length of the input window, in time steps
   * @param published the paper's mean over ten seeds, to its four decimals
   * @param script the script's values, by seed 42 to 51
   * @param ours our values
   * @param welch whether ours have another mean than the script's
   * @param pAdjusted its p-value, adjusted by Holm over the lookbacks
   */
  public record Row(
      int lookback,
      double published,
      List<Double> script,
      List<Double> ours,
      Welch welch,
      double pAdjusted) {

    /** Copies the lists. */
    public Row {
      script = List.copyOf(script);
      ours = List.copyOf(ours);
    }
  }

  /** What the paper prints (appendix A, S&P 500, RNN, no dropout). */
  private static final Map<Integer, Double> PUBLISHED =
      Map.of(1, 0.1062, 3, 0.1204, 7, 0.0792, 14, 0.0845, 30, 0.0879, 60, 0.0883);

  /** What its script gives for seeds 42 to 51 on AAPL_data.csv, with the lead features. */
  private static final Map<Integer, List<Double>> SCRIPT =
      Map.of(
          1,
          List.of(
              0.11871, 0.10074, 0.10158, 0.08671, 0.124, 0.11841, 0.12801, 0.08643, 0.10103,
              0.09668),
          3,
          List.of(
              0.124, 0.10369, 0.09733, 0.11118, 0.18822, 0.12484, 0.18214, 0.1029, 0.09093, 0.079),
          7,
          List.of(
              0.09744, 0.07497, 0.06995, 0.07608, 0.12618, 0.06274, 0.10363, 0.06085, 0.05944,
              0.0608),
          14,
          List.of(
              0.10593, 0.07558, 0.06523, 0.07998, 0.15257, 0.06916, 0.10574, 0.06337, 0.06968,
              0.05732),
          30,
          List.of(
              0.11713, 0.074, 0.08388, 0.08271, 0.14828, 0.07202, 0.10669, 0.07024, 0.06474,
              0.05908),
          60,
          List.of(
              0.11287, 0.07398, 0.07475, 0.07968, 0.15351, 0.07167, 0.11923, 0.06497, 0.06434,
              0.06806));

  /**
   * Compares.
   *
   * @param observations scaled MAE of our trials, for some of the paper's lookbacks
   * @return the comparison
   * @throws IllegalArgumentException if a lookback isn't the paper's
   */
  public static Replica of(List<Observation> observations) {
    Map<Integer, List<Double>> ours =
        observations.stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.place().lookback(),
                    TreeMap::new,
                    Collectors.mapping(Observation::value, Collectors.toList())));
    List<Welch> tests = new ArrayList<>();
    ours.forEach(
        (lookback, values) -> {
          if (!SCRIPT.containsKey(lookback)) {
            throw new IllegalArgumentException(
                "lookback " + lookback + " isn't one of the paper's " + PUBLISHED.keySet());
          }
          tests.add(Welch.of(array(values), array(SCRIPT.get(lookback))));
        });
    double[] adjusted = Holm.adjust(tests.stream().mapToDouble(Welch::p).toArray());
    List<Row> rows = new ArrayList<>();
    ours.forEach(
        (lookback, values) -> {
          int i = rows.size();
          rows.add(
              new Row(
                  lookback,
                  PUBLISHED.get(lookback),
                  SCRIPT.get(lookback),
                  values,
                  tests.get(i),
                  adjusted[i]));
        });
    return new Replica(rows);
  }

  /**
   * Whether no lookback tells ours from the script's.
   *
   * @return true if all adjusted p-values are 5% or more
   */
  public boolean agrees() {
    return rows.stream().allMatch(row -> row.pAdjusted() >= ALPHA);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
