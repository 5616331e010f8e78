package org.synprune.jobs.data.build;

import java.io.Serializable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.grid.Protocol;

/**
 * Which steps are rows of the series, and how they are split.
 *
 * @param skip steps at the start that are not used at all
 * @param steps number of all steps
 * @param dropHead steps at the start that only feed lags
 * @param dropTail steps at the end that only feed leads
 * @param trainEnd first row that the scaler doesn't see
 * @param validationEnd first test row
 */
public record SplitBounds(
    long skip, long steps, int dropHead, int dropTail, int trainEnd, int validationEnd)
    implements Serializable {

  private static final long TRAIN = 64;
  private static final long VALIDATION = 16;
  private static final long PERCENT = 100;

  /**
   * Whether a series has train rows enough for a lookback.
   *
   * @param dataset the data set
   * @param recipe its recipe
   * @param steps number of all steps
   * @param lookback the lookback, in rows
   * @return whether {@link #of} takes it
   */
  public static boolean suffice(DatasetConf dataset, Recipe recipe, long steps, int lookback) {
    long rows = rows(dataset, recipe, steps);
    return rows * (recipe.protocol().causal() ? TRAIN : TRAIN + VALIDATION) / PERCENT > lookback;
  }

  private static long skipped(DatasetConf dataset, long steps) {
    return dataset.newestRows() == 0 ? 0 : Math.max(0, steps - dataset.newestRows());
  }

  private static long rows(DatasetConf dataset, Recipe recipe, long steps) {
    boolean drop = recipe.edges() == Recipe.Edges.DROP;
    return Math.max(
        0,
        steps - skipped(dataset, steps) - (drop ? recipe.maxLag() + (long) recipe.maxLead() : 0));
  }

  /**
   * Splits a series: 64%, 16% and 20% of its rows, in order of time; under {@link Protocol#PAPER}
   * the scaler sees all rows.
   *
   * @param where the input, as errors name it
   * @param dataset the data set
   * @param recipe its recipe
   * @param steps number of all steps
   * @param maxLookback the longest lookback provided for, in rows
   * @return the bounds
   * @throws BadInputException if there are too few rows, or too many
   */
  public static SplitBounds of(
      String where, DatasetConf dataset, Recipe recipe, long steps, int maxLookback) {
    boolean drop = recipe.edges() == Recipe.Edges.DROP;
    int head = drop ? recipe.maxLag() : 0;
    int tail = drop ? recipe.maxLead() : 0;
    long rows = rows(dataset, recipe, steps);
    if (rows > Integer.MAX_VALUE) {
      throw new BadInputException(
          where + ": " + rows + " rows, expected at most " + Integer.MAX_VALUE);
    }
    int count = (int) rows;
    boolean strict = recipe.protocol().causal();
    // In whole numbers, because 0.8 * n in floating point may fall just below the right number.
    int trainEnd = strict ? (int) (count * TRAIN / PERCENT) : count;
    int validationEnd = strict ? (int) (count * (TRAIN + VALIDATION) / PERCENT) : count;
    // Under the paper's protocol the first 80 % train, whatever the lookback.
    int shortest = strict ? trainEnd : (int) (count * (TRAIN + VALIDATION) / PERCENT);
    if (shortest <= maxLookback) {
      throw new BadInputException(
          where
              + ": "
              + count
              + " rows leave "
              + shortest
              + " train rows, expected more than the longest lookback of "
              + maxLookback
              + (shortest > 1 ? " (--lookback of 'run', --max-lookback of 'prepare')" : ""));
    }
    // With two train rows there are at least four rows, so that no split is empty.
    return new SplitBounds(skipped(dataset, steps), steps, head, tail, trainEnd, validationEnd);
  }

  /**
   * Number of rows of the series.
   *
   * @return rows of all splits together
   */
  public int rows() {
    return (int) (steps - skip - dropHead - dropTail);
  }

  /** The row that a step becomes; below 0, or {@code rows} and more, if it becomes none. */
  long row(long step) {
    return step - skip - dropHead;
  }

  /** Number of the step that becomes a row. */
  long step(int row) {
    return skip + dropHead + row;
  }

  /**
   * The split of a row, or {@code any} where the split depends on the lookback (protocol paper).
   */
  String split(long row) {
    if (trainEnd == rows()) {
      return "any";
    }
    return row < trainEnd ? "train" : row < validationEnd ? "validation" : "test";
  }
}
