package org.synprune.jobs.series;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.synprune.jobs.grid.Protocol;

/**
 * What of a window is told relative to the last value of the target that it knows: under {@link
 * Protocol#ANCHORED} the target's own column and its lags, under other protocols nothing.
 *
 * <p>With {@code t} the row of the forecast, {@code t - 1} is the last row of the window. The
 * scaled target at that row is taken off each of those columns and off what is to be forecast, and
 * added to the forecast, as NLinear (Zeng et al. 2023) and RevIN with {@code subtract_last} (Kim et
 * al. 2022) do. The columns are scaled as the target is, so that the difference is a change of the
 * target in units of its standard deviation over the train rows.
 */
public final class Anchor implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** Nothing is relative. */
  public static final Anchor NONE = new Anchor(-1, new int[0]);

  private static final String LAG = "_lag_";

  /** The target's own column; -1 for none. */
  private final int own;

  private final int[] columns;

  private Anchor(int own, int[] columns) {
    this.own = own;
    this.columns = columns;
  }

  /**
   * The anchor of a series.
   *
   * @param info what the series is
   * @return its anchor
   */
  public static Anchor of(SeriesInfo info) {
    return of(info.protocol(), info.target(), info.features());
  }

  /**
   * The anchor of windows.
   *
   * @param protocol how the series was prepared
   * @param target name of the forecast quantity
   * @param features names of a row's values, in order
   * @return the anchor
   * @throws IllegalArgumentException if there is to be one and the target isn't among the features:
   *     the window doesn't tell the last known value then
   */
  public static Anchor of(Protocol protocol, String target, List<String> features) {
    if (protocol != Protocol.ANCHORED) {
      return NONE;
    }
    if (!features.contains(target)) {
      throw new IllegalArgumentException(
          "protocol 'anchored' needs the target '" + target + "' among the features");
    }
    Pattern lag = Pattern.compile(Pattern.quote(target + LAG) + "[0-9]+");
    return new Anchor(
        features.indexOf(target),
        IntStream.range(0, features.size())
            .filter(i -> features.get(i).equals(target) || lag.matcher(features.get(i)).matches())
            .toArray());
  }

  /**
   * The name of a lag's column.
   *
   * @param column the raw column
   * @param rows how many rows back
   * @return the column's name in a series
   */
  public static String lag(String column, int rows) {
    return column + LAG + rows;
  }

  /**
   * Whether nothing is relative.
   *
   * @return true under all protocols but {@link Protocol#ANCHORED}
   */
  public boolean isNone() {
    return columns.length == 0;
  }

  /**
   * The columns that are relative.
   *
   * @return their numbers in a row, ascending
   */
  public int[] columns() {
    return columns.clone();
  }

  /**
   * The last known value of a window, scaled.
   *
   * @param windows whole windows, row by row
   * @param end where the window ends, which is behind its last value
   * @param width columns of a row
   * @return what is taken off its columns; 0 if nothing is
   */
  public float lastKnown(float[] windows, int end, int width) {
    return isNone() ? 0 : windows[end - width + own];
  }

  /**
   * Takes the last known value off rows.
   *
   * @param rows values row by row, changed
   * @param from where the first row begins
   * @param until where the last one ends
   * @param width columns of a row
   * @param lastKnown the scaled target at the last row of the window
   */
  public void subtract(float[] rows, int from, int until, int width, float lastKnown) {
    for (int row = from; row < until; row += width) {
      for (int column : columns) {
        rows[row + column] -= lastKnown;
      }
    }
  }
}
