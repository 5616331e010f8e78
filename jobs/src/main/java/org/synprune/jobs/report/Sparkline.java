package org.synprune.jobs.report;

/** A curve as one line of text, with a higher character for a larger value. */
public enum Sparkline {
  /** Characters that every terminal has. */
  ASCII("_.-:=+*#"),
  /** Unicode's block elements. */
  UNICODE("\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588");

  private static final int WIDEST = 60;

  private final String levels;

  Sparkline(String levels) {
    this.levels = levels;
  }

  /**
   * Draws a curve, scaled to the range of its values. More than 60 values are averaged into 60
   * points.
   *
   * @param values the curve; values that aren't finite become spaces
   * @return one character for each point
   */
  public String of(double[] values) {
    int width = Math.min(WIDEST, values.length);
    double[] points = new double[width];
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < width; i++) {
      int from = (int) ((long) i * values.length / width);
      int until = (int) ((i + 1L) * values.length / width);
      for (int j = from; j < until; j++) {
        points[i] += values[j] / (until - from);
      }
      if (Double.isFinite(points[i])) {
        least = Math.min(least, points[i]);
        most = Math.max(most, points[i]);
      }
    }
    StringBuilder text = new StringBuilder();
    for (double point : points) {
      double height = most > least ? (point - least) / (most - least) : 0;
      text.append(
          Double.isFinite(point)
              ? levels.charAt((int) Math.round(height * (levels.length() - 1)))
              : ' ');
    }
    return text.toString();
  }
}
