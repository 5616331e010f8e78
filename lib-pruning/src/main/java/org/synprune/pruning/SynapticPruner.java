package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.optimizer.Optimizer;
import java.util.Map;

/**
 * Prunes a model while it is trained (synaptic pruning: Vos et al. 2025, algorithm 4). Two lines
 * make {@link ai.djl.training.EasyTrain#fit} prune:
 *
 * <pre>{@code
 * var pruner = SynapticPruner.builder().optSchedule(SparsitySchedule.cubic(0.3, 0.7, 2, 20)).build();
 * var config = new DefaultTrainingConfig(loss)
 *     .optOptimizer(pruner.wrap(Optimizer.adam().build()))
 *     .addTrainingListeners(pruner);
 * }</pre>
 *
 * <p>Both are needed: the listener updates the masks between the backward pass and the step, the
 * wrapped optimizer zeroes the pruned weights after each step. A loop of your own uses {@link
 * #newSession(Block)} instead.
 *
 * <p>The configuration is immutable. A pruner may serve any number of trainers, one after the other
 * or at once: each begins with every weight active and a counter at 0. {@link #masks()} and {@link
 * #report()} answer for the trainer that was opened last, also after its end. Close trainers: until
 * then the pruner holds on to them.
 *
 * <p>Mask updates fall on every {@code updateEvery}-th batch, counted from the first batch of the
 * training and never reset, once the schedule asks for more than 0.
 */
public final class SynapticPruner extends TrainingListenerAdapter {

  private final PruningRules rules;
  private final TrainerBindings trainers;

  SynapticPruner(PruningRules rules) {
    this.rules = rules;
    this.trainers = new TrainerBindings(rules);
  }

  /**
   * Returns a builder.
   *
   * @return a builder with the paper's choices: preset {@code PAPER}, cubic schedule from 0.3 to
   *     0.7 after 2 of 20 epochs, magnitude, global, threshold rule, an update every 5 batches
   */
  public static SynapticPrunerBuilder builder() {
    return new SynapticPrunerBuilder();
  }

  /**
   * Opens a session for a training loop of your own.
   *
   * @param block an initialized block, all of its parameters on one device
   * @return a session with every weight active
   * @throws IllegalArgumentException if the block isn't initialized, or has nothing to prune, or
   *     prunable parameters that aren't float32, are shared, or lie on several devices
   */
  public PruningSession newSession(Block block) {
    return new PruningSession(rules, PrunableWeights.of(block, rules));
  }

  /**
   * Opens a session for weights that aren't a block's parameters, say views into a flat buffer.
   *
   * @param weightsByPath the weights; all of them are pruned, whatever their number of dimensions,
   *     except where the include and exclude patterns say otherwise
   * @return a session with every weight active
   * @throws IllegalArgumentException if nothing is left to prune, or weights aren't float32 or lie
   *     on several devices
   */
  public PruningSession newSession(Map<String, NDArray> weightsByPath) {
    return new PruningSession(rules, PrunableWeights.of(weightsByPath, rules));
  }

  /**
   * Opens a session for layers that lie one after another in one array: one product masks them all.
   *
   * @param weights a contiguous float32 vector; may be a view
   * @param layers shapes by path, as they lie; all are pruned
   * @return a session with every weight active
   * @throws IllegalArgumentException if the two don't fit, or a pattern leaves out a path
   */
  public PruningSession newSession(NDArray weights, Map<String, Shape> layers) {
    return new PruningSession(rules, PrunableWeights.of(weights, layers, rules));
  }

  /** Prunes a block to the schedule's end, frozen parameters too; see {@link Pruning#apply}. */
  Masks applyOnce(Block block) {
    try (var session = new PruningSession(rules, PrunableWeights.withFrozen(block, rules))) {
      session.prune(rules.schedule().finalSparsity());
      session.applyMasks();
      return session.masks();
    }
  }

  /**
   * Wraps an optimizer so that it zeroes a parameter's pruned weights after each update of it.
   * Gradients and the optimizer's own state aren't touched.
   *
   * @param optimizer the optimizer
   * @return an optimizer for a trainer that has this pruner among its listeners
   */
  public Optimizer wrap(Optimizer optimizer) {
    return new MaskingOptimizer(optimizer, trainers::afterStep);
  }

  /**
   * Returns whether this pruner prunes a block's parameter.
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
   * Returns the target sparsity of a batch.
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
   * @return the masks as they are, or as they were when that trainer was closed
   * @throws IllegalStateException if no training with this listener has seen a batch
   */
  public Masks masks() {
    return trainers.latestMasks();
  }

  /**
   * Returns the report of the trainer that was opened last.
   *
   * @return the report of this moment, or of when that trainer was closed
   * @throws IllegalStateException if no training with this listener has seen a batch
   */
  public SparsityReport report() {
    return SparsityReport.of(masks());
  }

  /** Begins anew for a trainer. Called by DJL. */
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

  /** Keeps the masks and releases everything else. Called by DJL. */
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
