package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.optimizer.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Prunes a model while it is trained (synaptic pruning: Vos et al. 2025, algorithm 4). Two lines
 * make {@link ai.djl.training.EasyTrain#fit} prune:
 *
 * <pre>{@code
 * var pruner = SynapticPruner.builder().optSchedule(SparsitySchedule.cubic(0.3, 0.7, 2, 20)).build();
 * var config = pruner.attach(new DefaultTrainingConfig(loss), Optimizer.adam().build());
 * }</pre>
 *
 * <p>A loop of your own uses {@link #newSession(Block)} instead.
 *
 * <p>The configuration is immutable. A pruner can be used by any number of trainers, one after the
 * other or at the same time. A trainer of a block that an earlier trainer with this pruner has
 * pruned goes on with its masks and its count of epochs and batches, say for fine-tuning; for other
 * blocks it starts with every weight active and at 0. {@link #masks()}, {@link #report()} and
 * {@link #warnings()} are those of the trainer that was opened last, also after it was closed.
 * Close trainers: the pruner references them until then.
 *
 * <p>Masks are updated every {@code updateEvery} batches, counted from the first batch of the
 * training, as soon as the schedule's sparsity is above 0.
 */
public final class SynapticPruner extends TrainingListenerAdapter {

  private final PruningRules rules;
  private final OpenTrainers trainers;

  SynapticPruner(PruningRules rules) {
    this.rules = rules;
    this.trainers = new OpenTrainers(rules);
  }

  /**
   * Returns a builder.
   *
   * @return a builder with the paper's choices: cubic schedule from 0.3 to 0.7 after 2 of 20
   *     epochs, magnitude, global, an update every 5 batches; but it counts by {@link
   *     CountRule#EXACT}
   */
  public static SynapticPrunerBuilder builder() {
    return new SynapticPrunerBuilder();
  }

  /**
   * Opens a session for a training loop of your own.
   *
   * @param block an initialized block, all of its parameters on one device
   * @return a session with every weight active
   * @throws IllegalArgumentException if the block isn't initialized, has nothing to prune, or has
   *     prunable parameters that aren't float32, are shared, or are on several devices
   */
  public PruningSession newSession(Block block) {
    return PruningSession.of(rules, block);
  }

  /**
   * Opens a session for weights that aren't a block's parameters, for example views into a larger
   * array.
   *
   * @param weightsByPath the weights; all of them are pruned, whatever their number of dimensions,
   *     except those that the patterns exclude
   * @return a session with every weight active
   * @throws IllegalArgumentException if there is nothing to prune, or weights aren't float32 or are
   *     on several devices
   */
  public PruningSession newSession(Map<String, NDArray> weightsByPath) {
    return PruningSession.of(rules, PrunableWeights.ofArrays(weightsByPath, rules));
  }

  /**
   * Opens a session for layers that lie one after another in one array. Masking them takes a single
   * multiplication.
   *
   * @param weights a contiguous float32 vector; may be a view
   * @param layers the layers' shapes by path, in the order of the array; all are pruned
   * @return a session with every weight active
   * @throws IllegalArgumentException if the sizes differ, or a pattern excludes a path
   */
  public PruningSession newSession(NDArray weights, Map<String, Shape> layers) {
    return PruningSession.of(rules, PrunableWeights.ofFlatArray(weights, null, layers, rules));
  }

  /**
   * As {@link #newSession(NDArray, Map)}, with masks in an array of yours. If weights and masks of
   * many models are rows of two matrices, {@code weights.muli(masks)} masks all of them at once, in
   * place of a call of {@link PruningSession#applyMasks} for each.
   *
   * @param weights a contiguous float32 vector; may be a view
   * @param mask float32, as long as the weights, 1 where a weight is active and 0 where it is
   *     pruned; may be a view. The session begins with these masks and changes them in place
   * @param layers the layers' shapes by path, in the order of the array; all are pruned
   * @return a session; the weights aren't masked yet
   * @throws IllegalArgumentException if sizes, types or devices differ, or a pattern excludes a
   *     path
   */
  public PruningSession newSession(NDArray weights, NDArray mask, Map<String, Shape> layers) {
    return PruningSession.of(
        rules,
        PrunableWeights.ofFlatArray(weights, Objects.requireNonNull(mask, "mask"), layers, rules));
  }

  /** Says what {@link #applyOnce} would prune. */
  Masks masksOf(Block block) {
    try (var session = PruningSession.withFrozen(rules, block)) {
      session.prune(rules.schedule().finalSparsity());
      return session.masks();
    }
  }

  /** Prunes a block to the schedule's last sparsity, as {@link Pruning#apply} says. */
  Masks applyOnce(Block block) {
    try (var session = PruningSession.withFrozen(rules, block)) {
      session.prune(rules.schedule().finalSparsity());
      session.applyMasks();
      return session.masks();
    }
  }

  /**
   * Makes a training prune: sets its optimizer, wrapped as by {@link #wrap}, and adds this pruner
   * to its listeners, before those that are added later.
   *
   * @param config the configuration of the training; changed
   * @param optimizer the optimizer
   * @return {@code config}
   */
  public DefaultTrainingConfig attach(DefaultTrainingConfig config, Optimizer optimizer) {
    return config.optOptimizer(wrap(optimizer)).addTrainingListeners(this);
  }

  /**
   * Wraps an optimizer so that a parameter's pruned weights are set to 0 after each update of the
   * parameter. Gradients and the optimizer's state aren't changed.
   *
   * @param optimizer the optimizer
   * @return an optimizer for a trainer that has this pruner among its listeners
   */
  public Optimizer wrap(Optimizer optimizer) {
    return new MaskingOptimizer(optimizer, trainers::afterStep);
  }

  /**
   * Returns whether this pruner prunes a parameter.
   *
   * @param path the parameter's path
   * @param type its type
   * @param shape its shape
   * @return true if the preset prunes such a parameter, the path matches an include pattern (if
   *     there are any) and no exclude pattern
   */
  public boolean isPrunable(String path, Parameter.Type type, Shape shape) {
    return rules.isPrunable(path, type, shape);
  }

  /**
   * Returns the target sparsity at a batch.
   *
   * @param epoch the batch's epoch, the first being 1
   * @param batch the batch, counted from the first of the training, which is 1
   * @return the target in [0, 1) if the masks are to be updated at this batch, else 0
   * @throws IllegalArgumentException if the schedule gives a sparsity outside [0, 1)
   */
  public double targetAt(int epoch, long batch) {
    return rules.targetAt(epoch, batch);
  }

  /**
   * Returns the masks of the trainer that was opened last.
   *
   * @return the current masks, or the last ones if that trainer was closed
   * @throws IllegalStateException if no training with this listener has seen a batch
   */
  public Masks masks() {
    return trainers.latestMasks();
  }

  /**
   * Returns the report of the trainer that was opened last.
   *
   * @return the current report, or the last one if that trainer was closed
   * @throws IllegalStateException if no training with this listener has seen a batch
   */
  public SparsityReport report() {
    return SparsityReport.of(masks());
  }

  /**
   * Returns what a user should know of the training that ended last: that a layer became empty, or
   * that nothing, or less than the schedule says, was pruned, and why. It was logged, too.
   *
   * @return sentences; empty while the trainer that was opened last is open
   * @throws IllegalStateException if no trainer has had this listener
   */
  public List<String> warnings() {
    return trainers.latestWarnings();
  }

  /** Starts the pruning of a trainer. Called by DJL. */
  @Override
  public void onTrainingBegin(Trainer trainer) {
    trainers.begin(trainer);
  }

  /** Updates the masks if an update is due. Called by DJL after the backward pass. */
  @Override
  public void onTrainingBatch(Trainer trainer, BatchData batchData) {
    trainers.afterBackward(trainer);
  }

  /** Counts an epoch. Called by DJL. */
  @Override
  public void onEpoch(Trainer trainer) {
    trainers.nextEpoch(trainer);
  }

  /** Keeps the last masks and releases everything else. Called by DJL. */
  @Override
  public void onTrainingEnd(Trainer trainer) {
    trainers.end(trainer);
  }

  /** Returns the configuration in one line. */
  @Override
  public String toString() {
    return "SynapticPruner"
        + rules.toString().substring(PruningRules.class.getSimpleName().length());
  }
}
