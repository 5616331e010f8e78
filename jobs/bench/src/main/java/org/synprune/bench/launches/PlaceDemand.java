package org.synprune.bench.launches;

import java.util.EnumMap;
import java.util.Map;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.series.SeriesInfo;

/**
 * What a place of the paper's grid asks of a GPU: a data set, a network and a lookback, with all
 * trials side by side.
 *
 * @param dataset the data set
 * @param network the network
 * @param lookback rows of a window
 * @param parts what each part of all its epochs asks for
 */
record PlaceDemand(
    String dataset, Architecture network, int lookback, Map<TrainingPart, Demand> parts) {

  private static final int EPOCHS = 20;
  private static final int WARMUP = 2;
  private static final int BATCH = 64;

  /** Windows that were scored where it was counted. */
  private static final int COUNTED_WINDOWS = 64;

  /** Windows of a recurrent network's batch of forecasts. */
  private static final int FORECASTS = 512;

  /**
   * Scales what was counted in a short training to a whole one.
   *
   * @param info the data set
   * @param network the network
   * @param lookback rows of a window
   * @param counted by part
   */
  static PlaceDemand of(
      SeriesInfo info, Architecture network, int lookback, Map<TrainingPart, Demand> counted) {
    double steps = Math.ceil((info.trainEnd() - lookback) / (double) BATCH);
    double validation = info.validationEnd() - info.trainEnd();
    double test = info.rows() - info.validationEnd();
    Map<TrainingPart, Demand> parts = new EnumMap<>(TrainingPart.class);
    counted.forEach(
        (part, demand) ->
            parts.put(
                part,
                switch (part) {
                  case STEP -> demand.scaled(EPOCHS * steps, 1, 1);
                  // The schedule goes on once an epoch: later updates of an epoch find nothing to
                  // prune.
                  case UPDATE -> demand.scaled(EPOCHS - WARMUP, 1, 1);
                  case EPOCH -> demand.scaled(EPOCHS, 1, 1);
                  case VALIDATION -> forecasts(demand, EPOCHS, validation, network);
                  case SCORE -> forecasts(demand, (double) demand.times(), test, network);
                }));
    return new PlaceDemand(info.dataset(), network, lookback, parts);
  }

  private static Demand forecasts(
      Demand demand, double times, double windows, Architecture network) {
    int batch = network.equals(Architecture.PATCHTST) ? COUNTED_WINDOWS : FORECASTS;
    return demand.scaled(times, Math.ceil(windows / batch), windows / COUNTED_WINDOWS);
  }

  Demand whole() {
    return parts.values().stream().reduce(Demand.NONE, Demand::plus);
  }

  /** Seconds of one process that has the GPU to itself. */
  double wallSeconds(GpuModel gpu) {
    return parts.values().stream().mapToDouble(part -> part.wallMicros(gpu)).sum() * 1e-6;
  }

  /** Seconds that the GPU works. */
  double gpuSeconds() {
    return whole().gpuMicros() * 1e-6;
  }
}
