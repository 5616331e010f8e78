package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.regex.Pattern;

/** What is pruned, when and how far: a pruner's configuration. */
record PruningRules(
    Preset preset,
    SparsitySchedule schedule,
    Progress progress,
    Saliency saliency,
    Scope scope,
    CountRule countRule,
    int updateEvery,
    List<Pattern> includes,
    List<Pattern> excludes) {

  PruningRules {
    if (updateEvery < 1) {
      throw new IllegalArgumentException(
          "Masks must be updated every 1 batch or more, but every " + updateEvery + ".");
    }
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
  }

  boolean isPrunable(String path, Parameter.Type type, Shape shape) {
    return preset.prunes(type, shape.dimension()) && matches(path);
  }

  boolean matches(String path) {
    return (includes.isEmpty() || includes.stream().anyMatch(p -> p.matcher(path).find()))
        && excludes.stream().noneMatch(p -> p.matcher(path).find());
  }

  /** Returns the target of a batch; 0 if no update is due. */
  double targetAt(int epoch, long batch) {
    double time = preset.timeOf(epoch);
    if (batch % updateEvery != 0) {
      return 0;
    }
    double t = progress == Progress.EPOCH ? time : batch;
    return Schedules.requireSparsity(schedule.sparsityAt(t), "The schedule's value at " + t);
  }
}
