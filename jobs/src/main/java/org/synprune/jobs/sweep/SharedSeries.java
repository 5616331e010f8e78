package org.synprune.jobs.sweep;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.series.Series;

/**
 * The series of a sweep, sent to the executors once; closing takes them back.
 *
 * @param broadcasts each series by its key
 */
record SharedSeries(Map<SeriesKey, Broadcast<Series>> broadcasts) implements AutoCloseable {

  static SharedSeries of(JavaSparkContext context, Map<SeriesKey, Series> series) {
    Map<SeriesKey, Broadcast<Series>> broadcasts = new LinkedHashMap<>();
    series.forEach((key, value) -> broadcasts.put(key, context.broadcast(value)));
    return new SharedSeries(broadcasts);
  }

  @Override
  public void close() {
    broadcasts.values().forEach(Broadcast::destroy);
  }
}
