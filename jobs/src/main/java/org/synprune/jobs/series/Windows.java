package org.synprune.jobs.series;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Protocol;

/**
 * The forecasting tasks that a series gives for one lookback and one horizon: for the targets at
 * rows {@code t … t + horizon - 1} the input is the rows {@code t - lookback … t - 1}. A task is
 * known by the row {@code t} of its first target.
 *
 * <p>Under {@link Protocol#STRICT} and {@link Protocol#ANCHORED} a task belongs to the split that
 * all its targets lie in; none crosses a gap; only tasks whose targets were all measured count; and
 * validation and test tasks are those that the longest lookback can serve, so that they are the
 * same rows for every lookback. Under {@link Protocol#PAPER} the first 80% of all windows train and
 * the rest both validate and test, as in the paper's scripts, so that the test rows differ by
 * lookback.
 *
 * @param lookback length of the input window, in rows
 * @param horizon rows that are forecast from a window
 * @param train first target rows to learn from, ascending
 * @param validation first target rows for choosing the checkpoint, ascending
 * @param test first target rows to score, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never compared
public record Windows(int lookback, int horizon, int[] train, int[] validation, int[] test) {

  private static final double PAPER_TRAIN_SHARE = 0.8;

  /**
   * Cuts a series into windows that the next row is forecast from.
   *
   * @param series the series
   * @param lookback length of the input window, at least 1 row
   * @return its tasks
   * @throws BadInputException if a split has no task, because the lookback is longer than the split
   */
  public static Windows of(Series series, int lookback) {
    return of(series, lookback, 1);
  }

  /**
   * Cuts a series.
   *
   * @param series the series
   * @param lookback length of the input window, at least 1 row
   * @param horizon rows that are forecast from a window, at least 1
   * @return its tasks
   * @throws BadInputException if a split has no task, because lookback and horizon are longer than
   *     the split
   */
  public static Windows of(Series series, int lookback, int horizon) {
    SeriesInfo info = series.info();
    if (lookback < 1) {
      throw new BadInputException("lookback is " + lookback + ", expected 1 row or more");
    }
    if (horizon < 1) {
      throw new BadInputException("horizon is " + horizon + ", expected 1 row or more");
    }
    Windows windows =
        switch (info.protocol()) {
          case STRICT, ANCHORED -> strict(series, lookback, horizon);
          case PAPER -> paper(info.rows(), lookback, horizon);
        };
    windows.require(windows.train, "train", info);
    windows.require(windows.validation, "validation", info);
    windows.require(windows.test, "test", info);
    return windows;
  }

  private static Windows strict(Series series, int lookback, int horizon) {
    SeriesInfo info = series.info();
    if (lookback > info.maxLookback()) {
      throw new BadInputException(
          String.format(
              "lookback %d is longer than the %d rows that series '%s' was prepared for,"
                  + " expected at most that (prepare --max-lookback)",
              lookback, info.maxLookback(), info.dataset()));
    }
    IntPredicate learnt = served(series, lookback, horizon);
    IntPredicate scored = served(series, info.maxLookback(), horizon);
    int last = horizon - 1;
    return new Windows(
        lookback,
        horizon,
        targets(0, info.trainEnd() - last, learnt),
        targets(info.trainEnd(), info.validationEnd() - last, scored),
        targets(info.validationEnd(), info.rows() - last, scored));
  }

  private static IntPredicate served(Series series, int lookback, int horizon) {
    int[] segment = series.segment();
    boolean[] observed = series.observed();
    return t ->
        t >= lookback
            && segment[t - lookback] == segment[t + horizon - 1]
            && IntStream.range(t, t + horizon).allMatch(row -> observed[row]);
  }

  private static int[] targets(int from, int until, IntPredicate served) {
    return IntStream.range(from, Math.max(from, until)).filter(served).toArray();
  }

  private static Windows paper(int rows, int lookback, int horizon) {
    int windows = Math.max(0, rows - lookback - horizon + 1);
    int trained = (int) (windows * PAPER_TRAIN_SHARE);
    int[] all = IntStream.range(lookback, lookback + windows).toArray();
    int[] rest = Arrays.copyOfRange(all, trained, windows);
    return new Windows(lookback, horizon, Arrays.copyOf(all, trained), rest, rest);
  }

  private void require(int[] split, String name, SeriesInfo info) {
    if (split.length == 0) {
      throw new BadInputException(
          String.format(
              "series '%s' (%d rows, protocol %s) has no %s window of lookback %d%s,"
                  + " expected a shorter %s or a longer series",
              info.dataset(),
              info.rows(),
              info.protocol().id(),
              name,
              lookback,
              horizon == 1 ? "" : " with the %d measured rows behind it".formatted(horizon),
              horizon == 1 ? "lookback" : "lookback or horizon"));
    }
  }
}
