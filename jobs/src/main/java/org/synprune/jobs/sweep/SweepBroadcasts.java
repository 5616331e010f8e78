package org.synprune.jobs.sweep;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.train.StackLimits;

/**
 * What a sweep sends to each executor once; closing takes it back.
 *
 * @param series each series by its key
 * @param limits empty; each process notes there how its device's memory ran out
 */
record SweepBroadcasts(Map<SeriesKey, Broadcast<Series>> series, Broadcast<StackLimits> limits)
    implements AutoCloseable {

  static SweepBroadcasts of(JavaSparkContext context, Map<SeriesKey, Series> series) {
    Map<SeriesKey, Broadcast<Series>> broadcasts = new LinkedHashMap<>();
    series.forEach((key, value) -> broadcasts.put(key, context.broadcast(value)));
    return new SweepBroadcasts(broadcasts, context.broadcast(new StackLimits()));
  }

  @Override
  public void close() {
    series.values().forEach(Broadcast::destroy);
    limits.destroy();
  }
}
