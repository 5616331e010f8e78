package org.synprune.pruning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Builds a {@link SynapticPruner}. Any {@link SparsitySchedule}, {@link Saliency}, {@link Scope}
 * and {@link Structure} go together unless {@link #build()} says why not.
 */
public final class SynapticPrunerBuilder {

  private Preset preset = Preset.PAPER;
  private SparsitySchedule schedule = SparsitySchedule.cubic(0.3, 0.7, 2, 20);
  private Progress progress = Progress.EPOCH;
  private Saliency saliency = Saliency.magnitude();
  private Scope scope;
  private CountRule countRule;
  private Structure structure = Structure.unstructured();
  private Regrowth regrowth;
  private int updateEvery = 5;
  private Masks firstMasks;
  private TrainingPlan plan;
  private final List<Pattern> includes = new ArrayList<>();
  private final List<Pattern> excludes = new ArrayList<>();

  SynapticPrunerBuilder() {}

  /** Sets the reading of the algorithm; {@link Preset#PAPER} unless set. */
  public SynapticPrunerBuilder optPreset(Preset preset) {
    this.preset = preset;
    return this;
  }

  /** Sets the schedule; the paper's, {@code cubic(0.3, 0.7, 2, 20)}, unless set. */
  public SynapticPrunerBuilder optSchedule(SparsitySchedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /** Sets what the schedule's time counts; {@link Progress#EPOCH} unless set. */
  public SynapticPrunerBuilder optProgress(Progress progress) {
    this.progress = progress;
    return this;
  }

  /** Sets how weights are scored; {@link Saliency#magnitude()} unless set. */
  public SynapticPrunerBuilder optSaliency(Saliency saliency) {
    this.saliency = saliency;
    return this;
  }

  /**
   * Sets how the target is shared among the layers; {@link Scope#GLOBAL} unless set, {@link
   * Scope#UNIFORM} for N:M.
   */
  public SynapticPrunerBuilder optScope(Scope scope) {
    this.scope = scope;
    return this;
  }

  /**
   * Sets how many weights a target prunes; {@link CountRule#THRESHOLD} unless set, {@link
   * CountRule#EXACT} for structures and regrowth.
   */
  public SynapticPrunerBuilder optCountRule(CountRule countRule) {
    this.countRule = countRule;
    return this;
  }

  /** Sets what is pruned at a time; {@link Structure#unstructured()} unless set. */
  public SynapticPrunerBuilder optStructure(Structure structure) {
    this.structure = structure;
    return this;
  }

  /** Lets pruned weights come back; without it they never do. */
  public SynapticPrunerBuilder optRegrowth(Regrowth regrowth) {
    this.regrowth = regrowth;
    return this;
  }

  /** Sets after how many batches masks are updated, 1 or more; 5 unless set. */
  public SynapticPrunerBuilder optUpdateEvery(int batches) {
    this.updateEvery = batches;
    return this;
  }

  /**
   * Begins trainings with these masks instead of with every weight active, say with those that a
   * model was saved with. A session refuses masks of other paths or shapes than its weights'.
   */
  public SynapticPrunerBuilder optFirstMasks(Masks masks) {
    this.firstMasks = masks;
    return this;
  }

  /**
   * Prunes only parameters whose path matches one of some patterns. It narrows what the preset
   * prunes and doesn't widen it.
   *
   * @param patterns regular expressions, looked for anywhere in the path
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
   * Does {@link #optInclude} with globs for whole paths.
   *
   * @param globs {@code *} stands for any characters, {@code ?} for one, all else for itself:
   *     {@code "*Linear_weight"}
   * @return this builder
   */
  public SynapticPrunerBuilder optIncludeLayers(String... globs) {
    Arrays.stream(globs).map(SynapticPrunerBuilder::glob).forEach(includes::add);
    return this;
  }

  /**
   * Does {@link #optExclude} with globs for whole paths.
   *
   * @param globs as {@link #optIncludeLayers} takes them
   * @return this builder
   */
  public SynapticPrunerBuilder optExcludeLayers(String... globs) {
    Arrays.stream(globs).map(SynapticPrunerBuilder::glob).forEach(excludes::add);
    return this;
  }

  /**
   * States the length of the training, so that {@link #build()} refuses a schedule that can't prune
   * in it or doesn't reach its end. A schedule of {@link Preset#REFERENCE_CODE} may miss its end by
   * the one epoch that the preset's numbering costs.
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
   * @throws IllegalArgumentException if parts don't go together, masks are updated every 0 batches
   *     or less, or a plan is given and the schedule doesn't fit in it; the message says why
   */
  public SynapticPruner build() {
    boolean single = structure instanceof Structures.Unstructured;
    Scope usualScope = structure instanceof Structures.NOfM ? Scope.UNIFORM : Scope.GLOBAL;
    CountRule usualRule = single && regrowth == null ? CountRule.THRESHOLD : CountRule.EXACT;
    var rules =
        new PruningRules(
            preset,
            schedule,
            progress,
            saliency,
            scope == null ? usualScope : scope,
            countRule == null ? usualRule : countRule,
            structure,
            regrowth,
            updateEvery,
            firstMasks,
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
