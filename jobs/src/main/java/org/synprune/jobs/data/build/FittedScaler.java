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
    return new FittedScaler(sum.scaler(), segments.size(), unobserved);
  }

  private static ChunkMoments moments(
      RowChunk chunk,
      GapFiller filler,
      Features features,
      SplitBounds bounds,
      ChunkContexts contexts) {
    ChunkContext context = contexts.chunks().get(chunk.id);
    List<TimeStep> steps = filler.fill(chunk, context.before());
    Features.View view = features.of(context, steps);
    Moments moments = new Moments(features.width() + 1);
    double[] row = new double[features.width()];
    Set<Integer> segments = new HashSet<>();
    long unobserved = 0;
    for (long step = context.firstStep(); step < context.firstStep() + steps.size(); step++) {
      if (!bounds.isRow(step)) {
        continue;
      }
      segments.add(view.step(step).segment());
      unobserved += view.targetStep(step).observed() ? 0 : 1;
      if (bounds.row(step) < bounds.trainEnd()) {
        view.read(step, row);
        for (int c = 0; c < row.length; c++) {
          moments.add(c, row[c]);
        }
        moments.add(row.length, view.target(step));
      }
    }
    return new ChunkMoments(context.block(), moments, segments, unobserved);
  }
}
