package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pruner's configuration: what is pruned, when and how far. The constructor refuses combinations
 * that make no sense.
 *
 * @param regrowth null if pruned weights never grow back
 * @param firstMasks null if a training starts with every weight active, or with the masks that the
 *     regrowth draws
 * @param placement null for the place that suits the weights' device
 */
record PruningRules(
    Preset preset,
    SparsitySchedule schedule,
    Progress progress,
    Saliency saliency,
    Scope scope,
    CountRule countRule,
    Structure structure,
    @Nullable Regrowth regrowth,
    int updateEvery,
    @Nullable Masks firstMasks,
    @Nullable Placement placement,
    List<Pattern> includes,
    List<Pattern> excludes) {

  PruningRules {
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(saliency, "saliency");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(countRule, "countRule");
    Objects.requireNonNull(structure, "structure");
    if (updateEvery < 1) {
      throw new IllegalArgumentException(
          "The number of batches between mask updates must be 1 or more, but is "
              + updateEvery
              + ".");
    }
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
    boolean unstructured = structure instanceof BuiltInStructures.Unstructured;
    refuse(
        !unstructured && preset == Preset.REFERENCE_CODE,
        "The preset REFERENCE_CODE prunes vectors too, and those have no "
            + structure
            + " structure.");
    refuse(
        countRule == CountRule.THRESHOLD && (!unstructured || regrowth != null),
        "The count rule THRESHOLD works only for single weights without regrowth: use EXACT.");
    refuse(
        regrowth != null && preset == Preset.REFERENCE_CODE,
        "The published scripts never regrow: use the preset PAPER.");
    refuse(
        regrowth != null && !unstructured,
        "Regrowth works only on single weights, but the structure is " + structure + ".");
    refuse(
        regrowth == null && schedule instanceof BuiltInSchedules.GrowThenPrune,
        "The schedule " + schedule + " lets weights grow back: set a regrowth.");
    if (structure instanceof BuiltInStructures.NOfM pattern) {
      refuse(
          scope != Scope.UNIFORM,
          "The structure "
              + pattern
              + " gives every layer the same sparsity: the scope must be UNIFORM.");
      refuse(
          BuiltInSchedules.isGradual(schedule) || !pattern.hasSparsity(schedule.finalSparsity()),
          "The structure "
              + pattern
              + " has the sparsity "
              + pattern.sparsity()
              + ": the schedule must be constant or one-shot at that value, but is "
              + schedule
              + ".");
    }
  }

  private static void refuse(boolean misfit, String reason) {
    if (misfit) {
      throw new IllegalArgumentException(reason);
    }
  }

  /**
   * Returns where masks of some weights are updated.
   *
   * @throws IllegalArgumentException if Java is to update masks of weights on a GPU
   */
  Placement placementOn(Device device) {
    Placement natural = Placement.of(device);
    refuse(
        placement == Placement.HOST && natural == Placement.DEVICE,
        "The weights are on " + device + ": Java can't update masks there, use DEVICE.");
    return placement == null ? natural : placement;
  }

  boolean isPrunable(String path, Parameter.Type type, Shape shape) {
    return preset.prunes(type, shape.dimension()) && matches(path);
  }

  boolean matches(String path) {
    return (includes.isEmpty() || includes.stream().anyMatch(p -> p.matcher(path).find()))
        && excludes.stream().noneMatch(p -> p.matcher(path).find());
  }

  /** Returns the target sparsity at a batch; 0 if no update is due. */
  double targetAt(int epoch, long batch) {
    double t = timeOf(epoch, batch);
    return batch % updateEvery == 0 ? targetAt(t) : 0;
  }

  /** Returns the sparsity with which a training with regrowth starts. */
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

  /** Checks that a sparsity is in [0, 1) and possible with this structure. */
  double requireTarget(double target, String name) {
    BuiltInSchedules.requireSparsity(target, name);
    if (structure instanceof BuiltInStructures.NOfM pattern) {
      refuse(
          target != 0 && !pattern.hasSparsity(target),
          name + " must be 0 or " + pattern.sparsity() + ", but is " + target + ".");
    }
    return target;
  }
}
