package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.batches.WholeBatches;
import org.synprune.jobs.train.dropout.DropoutSource;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.network.StackedNetwork;
import org.synprune.jobs.train.outcome.TrialOutcome;

/** Forecasts windows with the networks of a stack and scores the forecasts. */
final class StackEvaluation {

  private final Series series;
  private final Windows windows;
  private final StackBinding binding;

  /**
   * Creates an evaluation.
   *
   * @param series where windows are cut from
   * @param windows which ones there are
   * @param binding makes the networks
   */
  StackEvaluation(Series series, Windows windows, StackBinding binding) {
    this.series = series;
    this.windows = windows;
    this.binding = binding;
  }

  /**
   * Errors in scaled units.
   *
   * @param mse mean squared error
   * @param mae mean absolute error
   */
  record Errors(double mse, double mae) {}

  /**
   * Errors on the validation windows.
   *
   * @param rows weights, one row a network; there may be more rows than members
   * @param members whose they are
   * @param epoch counted from 1
   * @return errors of each member
   */
  List<Errors> validate(NDArray rows, List<StackMember> members, int epoch) {
    int[] targets = windows.validation();
    Passes passes = new Passes(StackMember::forecastDropout, member -> member.passes(epoch), false);
    double[][] forecasts = forecasts(rows, members, targets, passes);
    return Arrays.stream(forecasts).map(one -> errors(one, targets)).toList();
  }

  private Errors errors(double[] forecasts, int[] targets) {
    double squared = 0;
    double absolute = 0;
    for (int i = 0; i < targets.length; i++) {
      double error = forecasts[i] - series.target()[targets[i]];
      squared += error * error;
      absolute += Math.abs(error);
    }
    return new Errors(squared / targets.length, absolute / targets.length);
  }

  /**
   * Scores on the test windows.
   *
   * @param rows weights, one row a network; there may be more rows than members
   * @param members whose they are
   * @return score of each member
   */
  List<TrialOutcome.Score> score(NDArray rows, List<StackMember> members) {
    Passes passes = new Passes(StackMember::finalDropout, StackMember::finalPasses, true);
    double[][] forecasts = forecasts(rows, members, windows.test(), passes);
    return Arrays.stream(forecasts).map(this::score).toList();
  }

  private TrialOutcome.Score score(double[] forecasts) {
    int[] targets = windows.test();
    SeriesInfo info = series.info();
    double[] raw = series.rawTarget();
    double squared = 0;
    double absolute = 0;
    double naive = 0;
    for (int i = 0; i < targets.length; i++) {
      int t = targets[i];
      double error = forecasts[i] * info.targetSd() + info.targetMean() - raw[t];
      squared += error * error;
      absolute += Math.abs(error);
      naive += Math.abs(raw[t] - raw[t - 1]);
    }
    double mae = absolute / targets.length;
    return new TrialOutcome.Score(
        mae,
        Math.sqrt(squared / targets.length),
        mae / naiveTrainError(),
        mae / info.targetSd(),
        naive / targets.length,
        targets.length);
  }

  /**
   * Mean absolute one-step change over the train rows, raw units; NaN if there is none. It doesn't
   * depend on the lookback under {@code strict}.
   */
  private double naiveTrainError() {
    double[] raw = series.rawTarget();
    int end = windows.train()[windows.train().length - 1] + 1;
    double sum = 0;
    int steps = 0;
    for (int t = 1; t < end; t++) {
      if (series.observed()[t]
          && series.observed()[t - 1]
          && series.segment()[t] == series.segment()[t - 1]) {
        sum += Math.abs(raw[t] - raw[t - 1]);
        steps++;
      }
    }
    return sum > 0 ? sum / steps : Double.NaN;
  }

  /**
   * Mean forecast of each window over a member's passes, scaled units. Members with dropout in
   * their forecasts come first: they alone need more than one pass.
   */
  private double[][] forecasts(
      NDArray rows, List<StackMember> members, int[] targets, Passes passes) {
    int stochastic =
        (int) members.stream().filter(one -> one.forecastDropout() != DropoutSource.NONE).count();
    double[][] means = new double[members.size()][targets.length];
    if (stochastic > 0) {
      forecast(rows, members, 0, stochastic, targets, passes, means);
    }
    if (stochastic < members.size()) {
      forecast(rows, members, stochastic, members.size(), targets, passes, means);
    }
    return means;
  }

  /**
   * How members forecast.
   *
   * @param dropout what stays on
   * @param count how many forecasts are averaged
   * @param whole whether batches are filled up, so that a forecast doesn't depend on how many
   *     windows there are
   */
  private record Passes(
      Function<StackMember, DropoutSource> dropout,
      ToIntFunction<StackMember> count,
      boolean whole) {}

  private void forecast(
      NDArray rows,
      List<StackMember> members,
      int first,
      int last,
      int[] targets,
      Passes passes,
      double[][] means) {
    // Never fewer networks than in training: they would be computed in another way.
    int least = Math.min(2, binding.leastRows());
    int end = Math.max(last, least);
    int start = Math.min(first, end - least);
    List<DropoutSource> sources = new ArrayList<>();
    int repeats = 1;
    for (int i = start; i < end; i++) {
      boolean own = i >= first && i < members.size();
      sources.add(own ? passes.dropout().apply(members.get(i)) : DropoutSource.NONE);
      repeats = own ? Math.max(repeats, passes.count().applyAsInt(members.get(i))) : repeats;
    }
    int[] order = passes.whole() ? WholeBatches.filledUp(targets) : targets;
    try (NDManager scope = rows.getManager().newSubManager()) {
      StackDropout dropout = binding.dropout(sources, scope);
      NDArray chosen = rows.get(scope, new NDIndex(start + ":" + end));
      StackedNetwork network = binding.network(chosen);
      BatchSource batches = binding.batches(scope);
      batches.order(new int[][] {order});
      int most = network.mostWindows(dropout.any());
      for (int from = 0; from < order.length; from += most) {
        int until = Math.min(order.length, from + most);
        try (NDManager batch = scope.newSubManager()) {
          if (dropout.any()) {
            dropout.begin(keys(order, from, until));
          }
          float[][][] drawn = network.forecast(batch, batches, from, until, dropout, repeats);
          for (int member = first; member < last; member++) {
            int own = passes.count().applyAsInt(members.get(member));
            for (int pass = 0; pass < own; pass++) {
              WholeBatches.addShare(means[member], from, drawn[pass][member - start], own);
            }
          }
        }
      }
    }
  }

  private long[] keys(int[] targets, int from, int until) {
    int length = windows.lookback() * series.width();
    long[] keys = new long[until - from];
    for (int i = 0; i < keys.length; i++) {
      keys[i] =
          DropoutSource.key(series.features(), targets[from + i] * series.width() - length, length);
    }
    return keys;
  }
}
