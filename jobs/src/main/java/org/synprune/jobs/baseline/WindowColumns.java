package org.synprune.jobs.baseline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.synprune.jobs.series.Anchor;
import org.synprune.jobs.series.Series;

/**
 * The values of a window that a regression is fitted on, as networks get them: scaled, and relative
 * to the last known value where the protocol says so. A value that stands in a window more than
 * once, as a lag of a column that the window also holds some rows earlier, counts once.
 */
final class WindowColumns {

  private static final Pattern SHIFTED = Pattern.compile("(.+)_(lag|lead)_([0-9]+)");

  private final Series series;
  private final int lookback;

  /** Where each value lies in a window, row by row, ascending. */
  private final int[] places;

  /** Whether it is relative. */
  private final boolean[] relative;

  private final boolean anchored;

  private WindowColumns(Series series, int lookback, int[] places) {
    this.series = series;
    this.lookback = lookback;
    this.places = places;
    Anchor anchor = Anchor.of(series.info());
    anchored = !anchor.isNone();
    boolean[] columns = new boolean[series.width()];
    for (int column : anchor.columns()) {
      columns[column] = true;
    }
    relative = new boolean[places.length];
    for (int i = 0; i < places.length; i++) {
      relative[i] = columns[places[i] % series.width()];
    }
  }

  /**
   * The distinct values of a window.
   *
   * @param series where windows are cut from
   * @param lookback rows of a window
   */
  static WindowColumns of(Series series, int lookback) {
    List<Shifted> columns = shifted(series.info().features());
    Set<Shifted> seen = new HashSet<>();
    List<Integer> places = new ArrayList<>();
    // The column itself before its lags, short lags before long ones.
    List<Integer> order =
        IntStream.range(0, columns.size())
            .boxed()
            .sorted(Comparator.comparingInt(c -> Math.abs(columns.get(c).rows())))
            .toList();
    for (int column : order) {
      for (int row = 0; row < lookback; row++) {
        Shifted one = columns.get(column);
        if (seen.add(new Shifted(one.column(), row - one.rows()))) {
          places.add(row * columns.size() + column);
        }
      }
    }
    return new WindowColumns(
        series, lookback, places.stream().mapToInt(Integer::intValue).sorted().toArray());
  }

  /**
   * A column seen from a row.
   *
   * @param column its name
   * @param rows how many rows back, or at which row of the window
   */
  private record Shifted(String column, int rows) {}

  private static List<Shifted> shifted(List<String> features) {
    return features.stream()
        .map(
            name -> {
              Matcher matcher = SHIFTED.matcher(name);
              if (!matcher.matches()) {
                return new Shifted(name, 0);
              }
              int rows = Integer.parseInt(matcher.group(3));
              return new Shifted(matcher.group(1), matcher.group(2).equals("lag") ? rows : -rows);
            })
        .toList();
  }

  Series series() {
    return series;
  }

  /** How many values there are. */
  int count() {
    return places.length;
  }

  /**
   * Takes a window's values.
   *
   * @param t row of the first target; the window ends before it
   * @param values takes them, {@code [count]}
   */
  void take(int t, double[] values) {
    float[] features = series.features();
    int from = (t - lookback) * series.width();
    double known = lastKnown(t);
    for (int i = 0; i < values.length; i++) {
      double value = features[from + places[i]];
      values[i] = relative[i] ? value - known : value;
    }
  }

  /**
   * What is to be forecast, as networks are trained on it.
   *
   * @param t row of the first target
   * @param step how many rows behind it
   * @return the scaled target there, relative if the protocol says so
   */
  double label(int t, int step) {
    return series.target()[t + step] - lastKnown(t);
  }

  /** What {@link #label} is relative to; 0 if to nothing. */
  double lastKnown(int t) {
    return anchored ? series.target()[t - 1] : 0;
  }
}
