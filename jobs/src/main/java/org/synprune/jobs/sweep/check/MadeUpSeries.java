package org.synprune.jobs.sweep.check;

import java.util.List;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;

/** A short sine, and trials on it, that no result depends on. */
public final class MadeUpSeries {

  private static final String NAME = "warm-up";
  private static final int ROWS = 160;
  private static final int LOOKBACK = 7;

  private MadeUpSeries() {}

  /**
   * A trial on it.
   *
   * @param network what is trained
   * @param arm with which regulariser
   * @param settings how
   * @return the trial
   */
  public static Trial trial(Architecture network, Regulariser arm, TrainingSettings settings) {
    return new Trial(NAME, Protocol.PAPER, network, LOOKBACK, arm, 0, settings);
  }

  /**
   * Makes it.
   *
   * @return {@value #ROWS} rows of one feature, which is the target
   */
  public static Series series() {
    float[] features = new float[ROWS];
    double[] raw = new double[ROWS];
    boolean[] observed = new boolean[ROWS];
    for (int row = 0; row < ROWS; row++) {
      raw[row] = Math.sin(row);
      features[row] = (float) raw[row];
      observed[row] = true;
    }
    SeriesInfo info =
        new SeriesInfo(
            NAME,
            Protocol.PAPER,
            List.of("sine"),
            "sine",
            "1h",
            ROWS,
            LOOKBACK,
            ROWS,
            ROWS,
            0,
            1,
            NAME,
            NAME,
            false);
    return new Series(info, features, features, raw, new int[ROWS], observed);
  }
}
