package org.synprune.bench.launches;

import java.util.Locale;

/**
 * What a part of a training asks of a GPU and of its host.
 *
 * @param times how often the part was run
 * @param launches kernels
 * @param views calls that launch none
 * @param transfers copies between main memory and the device
 * @param gpuMicros what the kernels take
 */
record Demand(long times, long launches, long views, long transfers, double gpuMicros) {

  static final Demand NONE = new Demand(0, 0, 0, 0, 0);

  Demand plus(Demand other) {
    return new Demand(
        times + other.times,
        launches + other.launches,
        views + other.views,
        transfers + other.transfers,
        gpuMicros + other.gpuMicros);
  }

  /**
   * What so many runs ask for, of which each is larger than those that were counted.
   *
   * @param runs how many runs
   * @param calls how many times as many calls a run has
   * @param work how many times as much the kernels of a run have to do
   */
  Demand scaled(double runs, double calls, double work) {
    double factor = times == 0 ? 0 : runs / times;
    return new Demand(
        Math.round(runs),
        Math.round(launches * factor * calls),
        Math.round(views * factor * calls),
        Math.round(transfers * factor * calls),
        gpuMicros * factor * work);
  }

  /** What the host takes to call it all. */
  double hostMicros(GpuModel gpu) {
    return launches * gpu.callMicros() + views * gpu.viewMicros();
  }

  /** What one process takes: host and device work side by side, but for the copies. */
  double wallMicros(GpuModel gpu) {
    return Math.max(hostMicros(gpu), gpuMicros) + transfers * gpu.waitMicros();
  }

  /** As a line that {@link #of} reads. */
  String line() {
    return String.format(
        Locale.ROOT, "%d %d %d %d %.3f", times, launches, views, transfers, gpuMicros);
  }

  static Demand of(String line) {
    String[] numbers = line.split(" ", -1);
    return new Demand(
        Long.parseLong(numbers[0]),
        Long.parseLong(numbers[1]),
        Long.parseLong(numbers[2]),
        Long.parseLong(numbers[3]),
        Double.parseDouble(numbers[4]));
  }
}
