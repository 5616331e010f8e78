package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.synprune.jobs.series.Anchor;
import org.synprune.jobs.series.NaiveErrors;
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
   * @param windows which ones there are, and how many steps are forecast from each
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
    int horizon = windows.horizon();
    double squared = 0;
    double absolute = 0;
    for (int i = 0; i < forecasts.length; i++) {
      double error = forecasts[i] - series.target()[targets[i / horizon] + i % horizon];
      squared += error * error;
      absolute += Math.abs(error);
    }
    return new Errors(squared / forecasts.length, absolute / forecasts.length);
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
    SeriesInfo info = series.info();
    StepErrors errors = new StepErrors(series.rawTarget(), windows.horizon());
    int[] targets = windows.test();
    for (int i = 0; i < targets.length; i++) {
      for (int step = 0; step < windows.horizon(); step++) {
        double scaled = forecasts[i * windows.horizon() + step];
        errors.add(targets[i], step, scaled * info.targetSd() + info.targetMean());
      }
    }
    return errors.score(NaiveErrors.ofTrainRows(series, windows), info.targetSd());
  }

  /**
   * Mean forecasts of each window, step by step, over a member's passes, scaled units. Members with
   * dropout in their forecasts come first: they alone need more than one pass.
   */
  private double[][] forecasts(
      NDArray rows, List<StackMember> members, int[] targets, Passes passes) {
    int stochastic =
        (int) members.stream().filter(one -> one.forecastDropout() != DropoutSource.NONE).count();
    double[][] means = new double[members.size()][targets.length * windows.horizon()];
    if (stochastic > 0) {
      forecast(rows, members, 0, stochastic, targets, passes, means);
    }
    if (stochastic < members.size()) {
      forecast(rows, members, stochastic, members.size(), targets, passes, means);
    }
    addLastKnown(means, targets);
    return means;
  }

  /** Makes the scaled target of forecasts that are relative to the last one before them. */
  private void addLastKnown(double[][] means, int[] targets) {
    if (Anchor.of(series.info()).isNone()) {
      return;
    }
    for (double[] forecasts : means) {
      for (int i = 0; i < forecasts.length; i++) {
        forecasts[i] += series.target()[targets[i / windows.horizon()] - 1];
      }
    }
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
              WholeBatches.addShare(
                  means[member], from * windows.horizon(), drawn[pass][member - start], own);
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
