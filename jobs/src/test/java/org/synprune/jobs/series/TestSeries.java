package org.synprune.jobs.series;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.synprune.jobs.grid.Protocol;

/** Small series made in memory, for tests of what comes after {@code prepare}. */
public final class TestSeries {

  private TestSeries() {}

  /**
   * A noisy sine wave with a second, useless feature.
   *
   * @param rows number of rows
   * @param protocol the protocol it pretends to be prepared for
   * @return the series; raw target = 5 + 2 x scaled target. As always, those of the same ID are the
   *     same
   */
  public static Series sine(int rows, Protocol protocol) {
    Random random = new Random(7);
    float[] features = new float[rows * 2];
    float[] target = new float[rows];
    double[] raw = new double[rows];
    boolean[] observed = new boolean[rows];
    for (int t = 0; t < rows; t++) {
      target[t] = (float) (1.4 * Math.sin(t * 0.3) + 0.05 * random.nextGaussian());
      features[2 * t] = target[t];
      features[2 * t + 1] = (float) random.nextGaussian();
      raw[t] = 5 + 2 * (double) target[t];
      observed[t] = true;
    }
    boolean causal = protocol.causal();
    SeriesInfo info =
        new SeriesInfo(
            "sine",
            protocol,
            List.of("value", "noise"),
            "value",
            "1h",
            rows,
            60,
            causal ? (int) (0.64 * rows) : rows,
            causal ? (int) (0.80 * rows) : rows,
            5,
            2,
            "0".repeat(64),
            String.format(
                "%064x", Arrays.hashCode(features) + (protocol == Protocol.ANCHORED ? 1 : 0)),
            false);
    return new Series(info, features, target, raw, new int[rows], observed);
  }

  /**
   * Same values, but broken into segments.
   *
   * @param series the series
   * @param starts rows at which a new segment begins
   * @return the broken series
   */
  public static Series withGapsBefore(Series series, int... starts) {
    int[] segment = new int[series.info().rows()];
    for (int start : starts) {
      IntStream.range(start, segment.length).forEach(t -> segment[t]++);
    }
    return new Series(
        series.info(),
        series.features(),
        series.target(),
        series.rawTarget(),
        segment,
        series.observed());
  }
}
