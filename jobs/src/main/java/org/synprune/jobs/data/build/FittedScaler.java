package org.synprune.jobs.data.build;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * The scaler, fitted on the filled values of the train rows, and counts of the rows.
 *
 * @param scaler by feature, the target last
 * @param segments gap-free runs among the rows
 * @param unobserved rows whose target was not measured
 */
public record FittedScaler(Moments.Scaler scaler, int segments, long unobserved) {

  /** What one chunk adds. */
  private record ChunkMoments(int block, Moments moments, Set<Integer> segments, long unobserved)
      implements Serializable {}

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
    for (ChunkMoments one : all) {
      sum.merge(one.moments());
      segments.addAll(one.segments());
      unobserved += one.unobserved();
    }
    return new FittedScaler(sum.scaler(features.likeTarget()), segments.size(), unobserved);
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
    int segment = -1;
    for (long step = from; step < until; step++) {
      if (steps.segment(view.at(step)) != segment) {
        segment = steps.segment(view.at(step));
        segments.add(segment);
      }
      unobserved += view.observed(step) ? 0 : 1;
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
    return new ChunkMoments(context.block(), moments, segments, unobserved);
  }
}
