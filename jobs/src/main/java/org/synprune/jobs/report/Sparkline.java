package org.synprune.jobs.report;

/** A curve as a line of text: a character a value, the higher the larger. */
public enum Sparkline {
  /** Drawn in characters that every terminal has. */
  ASCII("_.-:=+*#"),
  /** Drawn in Unicode's block elements. */
  UNICODE("\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588");

  private static final int WIDEST = 60;

  private final String levels;

  Sparkline(String levels) {
    this.levels = levels;
  }

  /**
   * Draws a curve from its least to its largest value; neighbours are averaged where there are more
   * values than 60.
   *
   * @param values the curve; what isn't finite is left blank
   * @return a character for each value
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
