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
public record Fit(Moments.Scaler scaler, int segments, long unobserved) {

  /** One chunk's share. */
  private record Part(int block, Moments moments, Set<Integer> segments, long unobserved)
      implements Serializable {}

  public static Fit of(
      JavaRDD<Chunk> chunks,
      Filler filler,
      Features features,
      Layout layout,
      Broadcast<Plan> plan) {
    List<Part> parts =
        new ArrayList<>(
            chunks.map(chunk -> part(chunk, filler, features, layout, plan.value())).collect());
    // Merged in order of time, so that the rounding is the same however the tasks ran.
    parts.sort(Comparator.comparingInt(Part::block));
    Moments all = new Moments(features.width() + 1);
    Set<Integer> segments = new HashSet<>();
    long unobserved = 0;
    for (Part part : parts) {
      all.merge(part.moments());
      segments.addAll(part.segments());
      unobserved += part.unobserved();
    }
    return new Fit(all.scaler(), segments.size(), unobserved);
  }

  private static Part part(
      Chunk chunk, Filler filler, Features features, Layout layout, Plan plan) {
    Plan.Part part = plan.chunks().get(chunk.id);
    List<Step> steps = filler.fill(chunk, part.carry());
    Features.View view = features.of(part, steps);
    Moments moments = new Moments(features.width() + 1);
    double[] row = new double[features.width()];
    Set<Integer> segments = new HashSet<>();
    long unobserved = 0;
    for (long step = part.firstStep(); step < part.firstStep() + steps.size(); step++) {
      if (!layout.isRow(step)) {
        continue;
      }
      segments.add(view.step(step).segment());
      unobserved += view.targetStep(step).observed() ? 0 : 1;
      if (layout.row(step) < layout.trainEnd()) {
        view.read(step, row);
        for (int c = 0; c < row.length; c++) {
          moments.add(c, row[c]);
        }
        moments.add(row.length, view.target(step));
      }
    }
    return new Part(part.block(), moments, segments, unobserved);
  }
}
