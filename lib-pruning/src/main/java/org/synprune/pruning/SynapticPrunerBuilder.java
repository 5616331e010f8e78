package org.synprune.pruning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link SynapticPruner}. Any {@link SparsitySchedule}, {@link Saliency}, {@link Scope}
 * and {@link Structure} can be combined; {@link #build()} refuses what can't and says why.
 */
public final class SynapticPrunerBuilder {

  private @Nullable Preset preset;
  private SparsitySchedule schedule = SparsitySchedule.cubic(0.3, 0.7, 2, 20);
  private ScheduleUnit unit = ScheduleUnit.EPOCH;
  private Saliency saliency = Saliency.magnitude();
  private @Nullable Scope scope;
  private @Nullable CountRule countRule;
  private Structure structure = Structure.unstructured();
  private @Nullable Regrowth regrowth;
  private int updateEvery = 5;
  private double leastDensity;
  private TrainingStart start = TrainingStart.AFRESH;
  private @Nullable Placement placement;
  private @Nullable TrainingPlan plan;
  private final List<PathPattern> includes = new ArrayList<>();
  private final List<PathPattern> excludes = new ArrayList<>();
  private final List<LayerTarget> targets = new ArrayList<>();

  SynapticPrunerBuilder() {}

  /**
   * Sets which version of the paper's algorithm is followed to the letter. The default numbers
   * epochs and chooses parameters as {@link Preset#PAPER} does, but counts by {@link
   * CountRule#EXACT}.
   */
  public SynapticPrunerBuilder optPreset(Preset preset) {
    this.preset = Objects.requireNonNull(preset, "preset");
    return this;
  }

  /** Sets the schedule; the default is the paper's, {@code cubic(0.3, 0.7, 2, 20)}. */
  public SynapticPrunerBuilder optSchedule(SparsitySchedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /** Sets what the schedule's time counts; the default is {@link ScheduleUnit#EPOCH}. */
  public SynapticPrunerBuilder optScheduleUnit(ScheduleUnit unit) {
    this.unit = unit;
    return this;
  }

  /** Sets how weights are scored; the default is {@link Saliency#magnitude()}. */
  public SynapticPrunerBuilder optSaliency(Saliency saliency) {
    this.saliency = saliency;
    return this;
  }

  /**
   * Sets how the target is shared among the layers; the default is {@link Scope#GLOBAL}, for N:M
   * {@link Scope#UNIFORM}.
   */
  public SynapticPrunerBuilder optScope(Scope scope) {
    this.scope = scope;
    return this;
  }

  /**
   * Sets how many weights a target prunes; the default is {@link CountRule#EXACT}, and the paper's
   * {@link CountRule#THRESHOLD} if a {@link Preset} is chosen and single weights are pruned for
   * good.
   */
  public SynapticPrunerBuilder optCountRule(CountRule countRule) {
    this.countRule = countRule;
    return this;
  }

  /** Sets the unit of pruning; the default is {@link Structure#unstructured()}. */
  public SynapticPrunerBuilder optStructure(Structure structure) {
    this.structure = structure;
    return this;
  }

  /** Lets pruned weights grow back; by default they never do. */
  public SynapticPrunerBuilder optRegrowth(Regrowth regrowth) {
    this.regrowth = regrowth;
    return this;
  }

  /** Sets the number of batches between updates of the masks, 1 or more; the default is 5. */
  public SynapticPrunerBuilder optUpdateEvery(int batches) {
    this.updateEvery = batches;
    return this;
  }

  /**
   * Sets what share of each layer stays active at least, so that no layer becomes empty; the
   * default is 0. What a layer is spared is pruned elsewhere, as far as the others allow it.
   *
   * @param density in [0, 1), rounded up to whole weights, or to whole groups of a structure
   * @return this builder
   */
  public SynapticPrunerBuilder optLeastDensity(double density) {
    this.leastDensity = density;
    return this;
  }

  /**
   * Gives some layers a last sparsity of their own. They reach it as others reach the schedule's:
   * when that is at half of its last sparsity, they are at half of theirs. Layers of one pattern
   * compete among themselves only.
   *
   * @param glob a pattern as in {@link #optInclude}; of several that match a path the first counts
   * @param sparsity the last sparsity, in [0, 1)
   * @return this builder
   * @throws IllegalArgumentException if the sparsity is outside its range
   */
  public SynapticPrunerBuilder optTarget(String glob, double sparsity) {
    targets.add(new LayerTarget(new PathPattern(glob), sparsity));
    return this;
  }

  /**
   * Starts a training with these masks, for example those that a model was saved with, instead of
   * with every weight active. A session refuses masks whose paths or shapes don't match its
   * weights.
   */
  public SynapticPrunerBuilder optFirstMasks(Masks masks) {
    this.start = new TrainingStart(masks, start.epochs(), start.batches());
    return this;
  }

  /**
   * Goes on where an earlier training stopped: the schedule counts what was trained before. Give it
   * the masks, too ({@link #optFirstMasks}).
   *
   * @param epochs how many epochs were trained, 0 or more
   * @param batches how many batches that were in all, 0 or more
   * @return this builder
   * @throws IllegalArgumentException if an argument is negative
   */
  public SynapticPrunerBuilder optDone(int epochs, long batches) {
    this.start = new TrainingStart(start.masks(), epochs, batches);
    return this;
  }

  /**
   * Sets where masks are updated; the default is {@link Placement#of} the weights' device. With
   * weights in main memory {@link Placement#DEVICE} does there what is done on a GPU. A session
   * refuses {@link Placement#HOST} for weights on a GPU.
   */
  public SynapticPrunerBuilder optPlacement(Placement placement) {
    this.placement = placement;
    return this;
  }

  /**
   * Prunes only parameters whose path matches one of the patterns. Parameters that the preset
   * doesn't prune stay unpruned even if they match.
   *
   * @param globs patterns that have to match the whole path: {@code *} stands for any characters or
   *     none, {@code ?} for one, anything else for itself, as in {@code "*Linear_weight"}. A
   *     pattern that matches no parameter is refused when a training begins
   * @return this builder
   */
  public SynapticPrunerBuilder optInclude(String... globs) {
    Arrays.stream(globs).map(PathPattern::new).forEach(includes::add);
    return this;
  }

  /**
   * Leaves out parameters whose path matches one of some patterns, say a final normalisation.
   *
   * @param globs patterns as in {@link #optInclude}
   * @return this builder
   */
  public SynapticPrunerBuilder optExclude(String... globs) {
    Arrays.stream(globs).map(PathPattern::new).forEach(excludes::add);
    return this;
  }

  /**
   * States the length of the training, so that {@link #build()} refuses a schedule that never
   * prunes in it or doesn't reach its last sparsity. With {@link Preset#REFERENCE_CODE}, which
   * numbers epochs from 0, the schedule may end one epoch after the training.
   *
   * @param epochs the number of epochs, 1 or more
   * @param batchesPerEpoch the number of batches in each, 1 or more
   * @return this builder
   * @throws IllegalArgumentException if an argument is less than 1
   */
  public SynapticPrunerBuilder optPlan(int epochs, int batchesPerEpoch) {
    this.plan = new TrainingPlan(epochs, batchesPerEpoch);
    return this;
  }

  /**
   * Builds the pruner.
   *
   * @return the pruner
   * @throws IllegalArgumentException if parts can't be combined, masks are updated every 0 batches
   *     or less, or a plan is given and the schedule doesn't fit in it; the message says why
   */
  public SynapticPruner build() {
    boolean single = structure instanceof BuiltInStructures.Unstructured;
    Scope defaultScope = structure instanceof BuiltInStructures.NOfM ? Scope.UNIFORM : Scope.GLOBAL;
    boolean paper = preset != null && single && regrowth == null;
    CountRule defaultRule = paper ? CountRule.THRESHOLD : CountRule.EXACT;
    var rules =
        new PruningRules(
            preset == null ? Preset.PAPER : preset,
            schedule,
            unit,
            saliency,
            scope == null ? defaultScope : scope,
            countRule == null ? defaultRule : countRule,
            structure,
            regrowth,
            updateEvery,
            leastDensity,
            start,
            placement,
            new LayerFilter(includes, excludes),
            targets);
    if (plan != null) {
      plan.requireFit(rules);
    }
    return new SynapticPruner(rules);
  }
}
