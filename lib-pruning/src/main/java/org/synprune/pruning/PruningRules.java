package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What is pruned, when and how far: a pruner's configuration. Only what fits together can be made.
 *
 * @param regrowth null if what is pruned stays so
 * @param firstMasks null if a training begins with every weight active or as the regrowth says
 */
record PruningRules(
    Preset preset,
    SparsitySchedule schedule,
    Progress progress,
    Saliency saliency,
    Scope scope,
    CountRule countRule,
    Structure structure,
    Regrowth regrowth,
    int updateEvery,
    Masks firstMasks,
    List<Pattern> includes,
    List<Pattern> excludes) {

  PruningRules {
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(saliency, "saliency");
    Objects.requireNonNull(structure, "structure");
    if (updateEvery < 1) {
      throw new IllegalArgumentException(
          "Masks must be updated every 1 batch or more, but every " + updateEvery + ".");
    }
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
    boolean unstructured = structure instanceof Structures.Unstructured;
    refuse(
        !unstructured && preset == Preset.REFERENCE_CODE,
        "The preset REFERENCE_CODE prunes vectors too, which have no " + structure + " structure.");
    refuse(
        countRule == CountRule.THRESHOLD && (!unstructured || regrowth != null),
        "The count rule THRESHOLD is for single weights that never come back: use EXACT.");
    refuse(
        regrowth != null && preset == Preset.REFERENCE_CODE,
        "The published scripts never regrow: use the preset PAPER.");
    refuse(
        regrowth != null && !unstructured,
        "Regrowth works on single weights, but the structure is " + structure + ".");
    refuse(
        regrowth == null && schedule instanceof Schedules.GrowThenPrune,
        "The schedule " + schedule + " lets weights grow: set a regrowth.");
    if (structure instanceof Structures.NOfM pattern) {
      refuse(
          scope != Scope.UNIFORM,
          "The structure " + pattern + " prunes every layer alike: the scope must be UNIFORM.");
      refuse(
          Schedules.isGradual(schedule) || !pattern.fixes(schedule.finalSparsity()),
          "The structure "
              + pattern
              + " has one sparsity, "
              + pattern.sparsity()
              + ": the schedule must be constant or one-shot at it, but is "
              + schedule
              + ".");
    }
  }

  private static void refuse(boolean misfit, String reason) {
    if (misfit) {
      throw new IllegalArgumentException(reason);
    }
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
    double t = timeOf(epoch, batch);
    return batch % updateEvery == 0 ? targetAt(t) : 0;
  }

  /** Returns the target that a training with regrowth begins with. */
  double firstTarget() {
    return targetAt(0);
  }

  double timeOf(int epoch, long batch) {
    double time = preset.timeOf(epoch);
    return progress == Progress.EPOCH ? time : batch;
  }

  private double targetAt(double t) {
    return requireTarget(schedule.sparsityAt(t), "The schedule's value at " + t);
  }

  /** Checks a target of any schedule. */
  double requireTarget(double target, String name) {
    Schedules.requireSparsity(target, name);
    if (structure instanceof Structures.NOfM pattern) {
      refuse(
          target != 0 && !pattern.fixes(target),
          name + " must be 0 or " + pattern.sparsity() + ", but is " + target + ".");
    }
    return target;
  }
}
