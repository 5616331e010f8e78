package org.synprune.pruning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link SynapticPruner}. Any {@link SparsitySchedule}, {@link Saliency}, {@link Scope}
 * and {@link Structure} can be combined; {@link #build()} refuses what can't and says why.
 */
public final class SynapticPrunerBuilder {

  private Preset preset = Preset.PAPER;
  private SparsitySchedule schedule = SparsitySchedule.cubic(0.3, 0.7, 2, 20);
  private Progress progress = Progress.EPOCH;
  private Saliency saliency = Saliency.magnitude();
  private @Nullable Scope scope;
  private @Nullable CountRule countRule;
  private Structure structure = Structure.unstructured();
  private @Nullable Regrowth regrowth;
  private int updateEvery = 5;
  private @Nullable Masks firstMasks;
  private @Nullable Placement placement;
  private @Nullable TrainingPlan plan;
  private final List<Pattern> includes = new ArrayList<>();
  private final List<Pattern> excludes = new ArrayList<>();

  SynapticPrunerBuilder() {}

  /** Sets which version of the algorithm is followed; the default is {@link Preset#PAPER}. */
  public SynapticPrunerBuilder optPreset(Preset preset) {
    this.preset = preset;
    return this;
  }

  /** Sets the schedule; the default is the paper's, {@code cubic(0.3, 0.7, 2, 20)}. */
  public SynapticPrunerBuilder optSchedule(SparsitySchedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /** Sets what the schedule's time counts; the default is {@link Progress#EPOCH}. */
  public SynapticPrunerBuilder optProgress(Progress progress) {
    this.progress = progress;
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
   * Sets how many weights a target prunes; the default is {@link CountRule#THRESHOLD}, with a
   * structure or regrowth {@link CountRule#EXACT}.
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
   * Starts each training with these masks, for example those that a model was saved with, instead
   * of with every weight active. A session refuses masks whose paths or shapes don't match its
   * weights.
   */
  public SynapticPrunerBuilder optFirstMasks(Masks masks) {
    this.firstMasks = masks;
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
   * @param patterns regular expressions, found anywhere in the path
   * @return this builder
   */
  public SynapticPrunerBuilder optInclude(String... patterns) {
    Arrays.stream(patterns).map(Pattern::compile).forEach(includes::add);
    return this;
  }

  /**
   * Leaves out parameters whose path matches one of some patterns, say a final normalisation.
   *
   * @param patterns regular expressions, looked for anywhere in the path
   * @return this builder
   */
  public SynapticPrunerBuilder optExclude(String... patterns) {
    Arrays.stream(patterns).map(Pattern::compile).forEach(excludes::add);
    return this;
  }

  /**
   * As {@link #optInclude}, with globs that must match the whole path.
   *
   * @param globs {@code *} matches any characters, {@code ?} one character, anything else itself:
   *     {@code "*Linear_weight"}
   * @return this builder
   */
  public SynapticPrunerBuilder optIncludeLayers(String... globs) {
    Arrays.stream(globs).map(SynapticPrunerBuilder::glob).forEach(includes::add);
    return this;
  }

  /**
   * As {@link #optExclude}, with globs that must match the whole path.
   *
   * @param globs globs as in {@link #optIncludeLayers}
   * @return this builder
   */
  public SynapticPrunerBuilder optExcludeLayers(String... globs) {
    Arrays.stream(globs).map(SynapticPrunerBuilder::glob).forEach(excludes::add);
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
    CountRule defaultRule = single && regrowth == null ? CountRule.THRESHOLD : CountRule.EXACT;
    var rules =
        new PruningRules(
            preset,
            schedule,
            progress,
            saliency,
            scope == null ? defaultScope : scope,
            countRule == null ? defaultRule : countRule,
            structure,
            regrowth,
            updateEvery,
            firstMasks,
            placement,
            includes,
            excludes);
    if (plan != null) {
      plan.requireFit(rules);
    }
    return new SynapticPruner(rules);
  }

  private static Pattern glob(String glob) {
    var regex = new StringBuilder("^");
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.append('$').toString(), Pattern.DOTALL);
  }
}
