package org.example.pruning;

import org.synprune.jobs.extend.PartRequest;
import org.synprune.jobs.extend.ScheduleProvider;
import org.synprune.pruning.SparsitySchedule;

/** Raises the sparsity in equal steps, so that the network recovers on each of them. */
public final class Staircase implements ScheduleProvider {

  @Override
  public String name() {
    return "staircase";
  }

  @Override
  public String version() {
    return "1.0";
  }

  @Override
  public SparsitySchedule create(PartRequest request) {
    int steps = request.settings().integer("steps", 3);
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", expected 1 or more");
    }
    double begin = request.begin();
    double end = request.end();
    double low = request.minSparsity();
    double high = request.maxSparsity();
    return t -> {
      if (t < begin) {
        return 0;
      }
      double share = Math.min(1, (t - begin) / (end - begin));
      return low + (high - low) * Math.floor(share * steps) / steps;
    };
  }
}
