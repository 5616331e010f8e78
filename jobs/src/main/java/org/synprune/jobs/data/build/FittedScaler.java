package org.synprune.jobs.data.build;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * The scaler, fitted on the filled values of the train rows, and counts of the rows.
 *
 * @param scaler by feature, the target last
 * @param segments gap-free runs among the rows
 * @param unobserved rows whose target was not measured
 * @param trained train rows whose target was measured
 * @param columns what the train rows have, by feature, the target last
 */
public record FittedScaler(
    Moments.Scaler scaler, int segments, long unobserved, long trained, List<TrainValues> columns) {

  /** What the train rows have of a feature, or of the target. */
  public enum TrainValues {
    /** Values that differ. */
    DIFFERENT,
    /** One value only. */
    CONSTANT,
    /** Values that differ by rounding only. */
    ROUNDING,
    /** No value at all. */
    NONE
  }

  /** What one chunk adds. */
  private record ChunkMoments(
      int block, Moments moments, Set<Integer> segments, long unobserved, long trained)
      implements Serializable {}

  /** Copies the list. */
  public FittedScaler {
    columns = List.copyOf(columns);
  }

  private static TrainValues of(Moments moments, int column) {
    if (moments.count(column) == 0) {
      return TrainValues.NONE;
    }
    return moments.isExact(column)
        ? TrainValues.CONSTANT
        : moments.isConstant(column) ? TrainValues.ROUNDING : TrainValues.DIFFERENT;
  }

  /**
   * Fits the scaler, one pass over the chunks.
   *
   * @param chunks all chunks
   * @param filler fills them
   * @param features makes the columns
   * @param bounds which steps are rows, and which of them are train rows
   * @param contexts what each chunk has to know of its neighbours
   * @return the scaler
   */
  public static FittedScaler of(
      JavaRDD<RowChunk> chunks,
      GapFiller filler,
      Features features,
      SplitBounds bounds,
      Broadcast<ChunkContexts> contexts) {
    List<ChunkMoments> all =
        new ArrayList<>(
            chunks
                .map(chunk -> moments(chunk, filler, features, bounds, contexts.value()))
                .collect());
    // Merged in order of time, so that the rounding is the same however the tasks ran.
    all.sort(Comparator.comparingInt(ChunkMoments::block));
    Moments sum = new Moments(features.width() + 1);
    Set<Integer> segments = new HashSet<>();
    long unobserved = 0;
    long trained = 0;
    for (ChunkMoments one : all) {
      sum.merge(one.moments());
      segments.addAll(one.segments());
      unobserved += one.unobserved();
      trained += one.trained();
    }
    return new FittedScaler(
        sum.scaler(features.likeTarget()),
        segments.size(),
        unobserved,
        trained,
        IntStream.rangeClosed(0, features.width()).mapToObj(c -> of(sum, c)).toList());
  }

  private static ChunkMoments moments(
      RowChunk chunk,
      GapFiller filler,
      Features features,
      SplitBounds bounds,
      ChunkContexts contexts) {
    ChunkContext context = contexts.chunks().get(chunk.id);
    Steps steps = filler.seen(chunk, context);
    Features.View view = features.of(context, steps);
    int own = steps.size() - context.stepsBefore().size() - context.stepsAfter().size();
    long from = Math.max(context.firstStep(), bounds.step(0));
    long until = Math.min(context.firstStep() + own, bounds.step(bounds.rows()));
    Set<Integer> segments = new HashSet<>();
    long unobserved = 0;
    long trained = 0;
    int segment = -1;
    for (long step = from; step < until; step++) {
      if (steps.segment(view.at(step)) != segment) {
        segment = steps.segment(view.at(step));
        segments.add(segment);
      }
      boolean observed = view.observed(step);
      unobserved += observed ? 0 : 1;
      trained += observed && bounds.row(step) < bounds.trainEnd() ? 1 : 0;
    }
    Moments moments = new Moments(features.width() + 1);
    int rows = (int) Math.max(0, Math.min(until, bounds.step(bounds.trainEnd())) - from);
    double[] values = new double[rows];
    for (int c = 0; c < features.width(); c++) {
      view.feature(c, from, rows, values);
      moments.add(c, values);
    }
    view.targets(from, rows, values);
    moments.add(features.width(), values);
    return new ChunkMoments(context.block(), moments, segments, unobserved, trained);
  }
}
