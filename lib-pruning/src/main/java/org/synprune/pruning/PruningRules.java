package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pruner's configuration: what is pruned, when and how far. The constructor refuses combinations
 * that make no sense.
 *
 * @param regrowth null if pruned weights never grow back
 * @param leastDensity the share of each layer that stays active, at least
 * @param start where a training starts
 * @param placement null for the place that suits the weights' device
 * @param filter which parameters are pruned
 * @param targets sparsities of some layers; the first whose pattern matches counts
 */
record PruningRules(
    Preset preset,
    SparsitySchedule schedule,
    ScheduleUnit unit,
    Saliency saliency,
    Scope scope,
    CountRule countRule,
    Structure structure,
    @Nullable Regrowth regrowth,
    int updateEvery,
    double leastDensity,
    TrainingStart start,
    @Nullable Placement placement,
    LayerFilter filter,
    List<LayerTarget> targets) {

  PruningRules {
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(unit, "unit");
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
    targets = List.copyOf(targets);
    BuiltInSchedules.requireSparsity(leastDensity, "The least density");
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
    refuse(
        leastDensity > 0 && countRule == CountRule.THRESHOLD,
        "The count rule THRESHOLD keeps no least density: use EXACT.");
    refuse(leastDensity > 0 && regrowth != null, "A least density works only without regrowth.");
    refuse(
        !targets.isEmpty() && schedule.finalSparsity() <= 0,
        "Targets of layers follow the schedule, but " + schedule + " ends at 0.");
    if (structure instanceof BuiltInStructures.NOfM pattern) {
      refuse(
          !targets.isEmpty(),
          "The structure " + pattern + " gives every layer the same sparsity: leave out targets.");
      refuse(
          leastDensity > 1 - pattern.sparsity(),
          "The structure "
              + pattern
              + " leaves a density of "
              + (1 - pattern.sparsity())
              + ", less than the least density of "
              + leastDensity
              + ".");
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
    return filter.matches(path);
  }

  /** Returns the sparsity of layers with a target of their own when the schedule has another. */
  double scaled(double target, LayerTarget own) {
    return requireTarget(
        target / schedule.finalSparsity() * own.sparsity(), "The sparsity of " + own.pattern());
  }

  /** Returns how many weights, or groups of weights, of a layer have to stay active. */
  long leastActive(long size) {
    return (long) Math.ceil(leastDensity * size);
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
    return unit == ScheduleUnit.EPOCH ? time : batch;
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
