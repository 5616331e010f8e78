package org.synprune.jobs.series;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Protocol;

/**
 * The forecasting tasks that a series gives for one lookback: for the target at row {@code t} the
 * input is the rows {@code t - lookback … t - 1}.
 *
 * <p>Under {@link Protocol#STRICT} and {@link Protocol#ANCHORED} a task belongs to the split of its
 * target row; no window crosses a gap; only measured targets count; and validation and test targets
 * are those that the longest lookback can serve, so that they are the same rows for every lookback.
 * Under {@link Protocol#PAPER} the first 80% of all windows train and the rest both validate and
 * test, as in the paper's scripts, so that the test rows differ by lookback.
 *
 * @param lookback length of the input window, in rows
 * @param train target rows to learn from, ascending
 * @param validation target rows for choosing the checkpoint, ascending
 * @param test target rows to score, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never compared
public record Windows(int lookback, int[] train, int[] validation, int[] test) {

  private static final double PAPER_TRAIN_SHARE = 0.8;

  /**
   * Cuts a series.
   *
   * @param series the series
   * @param lookback length of the input window, at least 1 row
   * @return its tasks
   * @throws BadInputException if a split has no task, because the lookback is longer than the split
   */
  public static Windows of(Series series, int lookback) {
    SeriesInfo info = series.info();
    if (lookback < 1) {
      throw new BadInputException("lookback is " + lookback + ", expected 1 row or more");
    }
    Windows windows =
        switch (info.protocol()) {
          case STRICT, ANCHORED -> strict(series, lookback);
          case PAPER -> paper(info.rows(), lookback);
        };
    windows.require(windows.train, "train", info);
    windows.require(windows.validation, "validation", info);
    windows.require(windows.test, "test", info);
    return windows;
  }

  private static Windows strict(Series series, int lookback) {
    SeriesInfo info = series.info();
    if (lookback > info.maxLookback()) {
      throw new BadInputException(
          String.format(
              "lookback %d is longer than the %d rows that series '%s' was prepared for,"
                  + " expected at most that (prepare --max-lookback)",
              lookback, info.maxLookback(), info.dataset()));
    }
    return new Windows(
        lookback,
        targets(0, info.trainEnd(), served(series, lookback)),
        targets(info.trainEnd(), info.validationEnd(), served(series, info.maxLookback())),
        targets(info.validationEnd(), info.rows(), served(series, info.maxLookback())));
  }

  private static IntPredicate served(Series series, int lookback) {
    int[] segment = series.segment();
    return t -> t >= lookback && segment[t - lookback] == segment[t] && series.observed()[t];
  }

  private static int[] targets(int from, int until, IntPredicate served) {
    return IntStream.range(from, until).filter(served).toArray();
  }

  private static Windows paper(int rows, int lookback) {
    int windows = Math.max(0, rows - lookback);
    int trained = (int) (windows * PAPER_TRAIN_SHARE);
    int[] all = IntStream.range(rows - windows, rows).toArray();
    int[] rest = Arrays.copyOfRange(all, trained, windows);
    return new Windows(lookback, Arrays.copyOf(all, trained), rest, rest);
  }

  private void require(int[] split, String name, SeriesInfo info) {
    if (split.length == 0) {
      throw new BadInputException(
          String.format(
              "series '%s' (%d rows, protocol %s) has no %s window of lookback %d,"
                  + " expected a shorter lookback or a longer series",
              info.dataset(), info.rows(), info.protocol().id(), name, lookback));
    }
  }
}
