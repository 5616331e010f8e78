package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pruning of one model in one training: its masks and its batch counter. For a training loop of
 * your own; with {@link ai.djl.training.EasyTrain} use {@link SynapticPruner} as a listener
 * instead.
 *
 * <pre>{@code
 * try (PruningSession session = pruner.newSession(block)) {
 *   for (int epoch = 1; epoch <= epochs; epoch++) {
 *     for (Batch batch : batches) {
 *       ... forward, backward ...
 *       session.afterBackward(epoch);
 *       ... the optimizer's step ...
 *       session.applyMasks();
 *     }
 *   }
 *   session.masks().save(file);
 * }
 * }</pre>
 *
 * <p>A session changes the weights in place, through aliases of their storage. So weights may be
 * views into a larger array, and weights that require gradients are masked whether or not the
 * engine records gradients in the calling thread. A weight must keep its storage while the session
 * is open (in PyTorch {@code set(float[])} and {@code copyTo} replace it; {@code set(NDIndex,
 * NDArray)} and in-place operations don't). Gradients and optimizer state are never changed:
 * gradients of pruned weights aren't masked.
 *
 * <p>A session may be used by one thread at a time; sessions are independent of each other. It
 * holds one float per prunable weight on the weights' device until it is closed.
 */
public final class PruningSession implements AutoCloseable {

  private final PruningRules rules;
  private final Warnings warnings;
  private final SessionWeights weights;
  private boolean begun;
  private long batches;
  private double lastTarget;

  private PruningSession(PruningRules rules, Warnings warnings, SessionWeights weights) {
    this.rules = rules;
    this.warnings = warnings;
    this.weights = weights;
    boolean opened = false;
    try {
      TrainingStart start = rules.start();
      if (start.masks() != null) {
        restore(start.masks(), start.batches());
      } else if (start.batches() > 0) {
        resume(start.batches());
      }
      opened = true;
    } finally {
      if (!opened) {
        weights.close();
      }
    }
  }

  /** Opens a session for weights that aren't a block's. */
  static PruningSession of(PruningRules rules, PrunableWeights weights) {
    var warnings = new Warnings();
    return new PruningSession(rules, warnings, SessionWeights.of(rules, warnings, weights));
  }

  /** Opens a session for the parameters of a block that are trained at the moment. */
  static PruningSession of(PruningRules rules, Block block) {
    var warnings = new Warnings();
    return new PruningSession(rules, warnings, SessionWeights.of(rules, warnings, block, false));
  }

  /** Opens a session for the parameters of a block, frozen or not, which isn't trained. */
  static PruningSession withFrozen(PruningRules rules, Block block) {
    var warnings = new Warnings();
    return new PruningSession(rules, warnings, SessionWeights.of(rules, warnings, block, true));
  }

  /**
   * Counts a batch and updates the masks if an update is due. Call it once per batch, after the
   * backward pass and before the optimizer's step. The weights themselves change only with {@link
   * Preset#REFERENCE_CODE}, which applies changed masks at once.
   *
   * @param epoch the epoch, the first being 1; the {@link Preset} decides how the schedule sees it
   * @return whether any mask changed; with {@link Regrowth}, whether there was an update
   * @throws IllegalArgumentException if {@code epoch} is less than 1, the schedule gives a sparsity
   *     outside [0, 1), or more weights are to be pruned and a weight is NaN (the message names its
   *     layer); the masks are then as they were
   */
  public boolean afterBackward(int epoch) {
    return afterBackward(epoch, path -> null);
  }

  /**
   * As {@link #afterBackward(int)}, with gradients that aren't stored with the weights, for a
   * {@link Saliency} or {@link Regrowth} that needs them.
   *
   * @param epoch the epoch, the first being 1
   * @param gradients returns the gradient of the weight at a path, of the weight's shape, or null
   *     for the gradient stored with the weight; for example {@code map::get}. Called only if an
   *     update needs gradients
   * @return whether any mask changed
   * @throws IllegalArgumentException as {@link #afterBackward(int)}
   */
  public boolean afterBackward(int epoch, Function<String, @Nullable NDArray> gradients) {
    weights.followFreezing();
    begin();
    batches++;
    double target = rules.targetAt(epoch, batches);
    if (target <= 0) {
      return false;
    }
    lastTarget = target;
    BatchScores scores = scores(epoch, gradients);
    boolean changed = change(() -> weights.update().update(target, scores));
    if (changed && rules.preset().appliesMasksAfterUpdate()) {
      applyMasks();
    }
    return changed;
  }

  private BatchScores scores(int epoch, Function<String, @Nullable NDArray> gradients) {
    return new BatchScores(
        weights.layers(), rules.saliency(), gradients, rules.timeOf(epoch, batches), batches);
  }

  /** Returns what it has in common with sessions that are updated together with it, or null. */
  JointUpdate.@Nullable Kind kind() {
    return weights.update() instanceof SelectingUpdate
            && weights.layers().areOneRow()
            && rules.targets().isEmpty()
            && rules.leastDensity() == 0
        ? new JointUpdate.Kind(
            rules.regrowth() != null,
            rules.scope() == Scope.GLOBAL,
            rules.countRule(),
            List.copyOf(shapes().entrySet()),
            weights.layers().device())
        : null;
  }

  /**
   * Counts a batch of a session that has a {@link #kind}; the masks stay as they are.
   *
   * @return what is to change; null if nothing is
   */
  JointUpdate.@Nullable Row countBatch(int epoch, Function<String, @Nullable NDArray> gradients) {
    begin();
    batches++;
    double target = rules.targetAt(epoch, batches);
    if (target <= 0 || !(weights.update() instanceof SelectingUpdate selecting)) {
      return null;
    }
    lastTarget = target;
    SelectingUpdate.Change change = selecting.change(target, scores(epoch, gradients));
    return change == null ? null : new JointUpdate.Row(weights.layers(), change);
  }

  /** Is called after an update together with others that changed a mask. */
  void changed() {
    weights.followMasks();
    if (rules.preset().appliesMasksAfterUpdate()) {
      applyMasks();
    }
  }

  /** Prunes once, outside of a training. */
  void prune(double target) {
    if (rules.regrowth() != null) {
      throw new IllegalArgumentException(
          "Weights can grow back only in a training: leave out the regrowth.");
    }
    rules.requireTarget(target, "The schedule's last sparsity");
    var scores = new BatchScores(weights.layers(), rules.saliency(), path -> null, 0, 0);
    change(
        () -> {
          if (rules.saliency().needsGradients() && !scores.haveGradients()) {
            throw new IllegalArgumentException(
                "The saliency needs gradients, but all are 0: run a backward pass first.");
          }
          return target > 0 && weights.update().update(target, scores);
        });
  }

  /**
   * Sets the pruned weights to 0, in place. Call it after each step of the optimizer (algorithm 5).
   * Does nothing while nothing is pruned. In a training that starts sparse ({@link Regrowth}) call
   * it before the first batch too: it draws the first masks, so that already the first forward pass
   * uses the sparse network; otherwise they are drawn at the first batch.
   */
  public void applyMasks() {
    begin();
    weights.apply();
  }

  /**
   * Returns what a user should know of this training. It was logged, too.
   *
   * @return sentences, each once, in the order in which they came up: a layer has no active weight
   *     left, a target can't be reached
   */
  public List<String> warnings() {
    return warnings.all();
  }

  /** Returns the last target above 0 of an update; 0 if there was none. */
  double lastTarget() {
    return lastTarget;
  }

  /** Returns whether masks are for weights of these paths and shapes. */
  boolean fits(Masks masks) {
    return masks.shapes().entrySet().stream()
        .allMatch(one -> one.getValue().equals(shapes().get(one.getKey())));
  }

  /** Returns whether all weights that masks prune are 0. */
  boolean isPruned(Masks masks) {
    return weights.layers().areZero(masks);
  }

  void warn(String sentence) {
    warnings.say(sentence);
  }

  boolean anyPruned() {
    return weights.layers().pruned() > 0;
  }

  /** Masks the parameter at a path; does nothing if it isn't pruned by this session. */
  void applyMask(String path) {
    weights.apply(path);
  }

  /**
   * Returns the current masks.
   *
   * @return an immutable copy on the Java side
   */
  public Masks masks() {
    return weights.layers().masks();
  }

  /**
   * Continues an earlier session of the same model: takes its masks, applies them, and takes its
   * batch counter.
   *
   * @param masks the masks
   * @param batchesSeen the earlier session's {@link #batchesSeen()}, or 0 to restart the count
   * @throws IllegalArgumentException if the masks' paths or shapes aren't those of this session
   *     (the message names them), or {@code batchesSeen} is negative
   */
  public void restore(Masks masks, long batchesSeen) {
    masks.requireMatch(shapes());
    requireBatches(batchesSeen);
    weights.restore(masks);
    resume(batchesSeen);
    applyMasks();
  }

  /**
   * Continues an earlier session of the same model whose masks lie in the same array ({@link
   * SynapticPruner#newSession(NDArray, NDArray, Map)}) or a copy of it. Masks and weights stay as
   * they are.
   *
   * @param batchesSeen the earlier session's {@link #batchesSeen()}
   * @throws IllegalArgumentException if {@code batchesSeen} is negative
   */
  public void resume(long batchesSeen) {
    requireBatches(batchesSeen);
    begun = true;
    batches = batchesSeen;
  }

  private static void requireBatches(long batchesSeen) {
    if (batchesSeen < 0) {
      throw new IllegalArgumentException(
          "The number of batches must be 0 or more, but is " + batchesSeen + ".");
    }
  }

  /**
   * Counts weights and pruned weights, without copying the masks.
   *
   * @return the current report
   */
  public SparsityReport report() {
    return weights.report();
  }

  /**
   * Returns the shapes of the prunable weights.
   *
   * @return the shapes by path, in path order; for layers in one array, in the array's order
   */
  public Map<String, Shape> shapes() {
    return weights.layers().shapes();
  }

  /**
   * Returns the number of batches that this session has counted.
   *
   * @return the number of calls of {@code afterBackward}, plus what {@link #restore} or {@link
   *     SynapticPrunerBuilder#optDone} was given
   */
  public long batchesSeen() {
    return batches;
  }

  /** Releases the masks; the weights stay as they are. Closing again does nothing. */
  @Override
  public void close() {
    weights.close();
  }

  /** Draws and applies the first masks of a training that starts sparse, once. */
  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    if (weights.update() instanceof RegrowthUpdate regrowing && rules.firstTarget() > 0) {
      change(() -> regrowing.drawFirstMasks(rules.firstTarget()));
      weights.apply();
    }
  }

  /** Runs an update of the masks and returns whether any mask changed. */
  private boolean change(BooleanSupplier update) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      long before = weights.layers().pruned();
      if (!update.getAsBoolean()) {
        return false;
      }
      weights.followMasks();
      // An exchange of weights leaves the count as it was.
      return weights.layers().pruned() != before || rules.regrowth() != null;
    }
  }
}
