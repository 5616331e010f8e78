package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The pruning of one model in one training: its masks and its batch counter. The door for a
 * training loop of your own; with {@link ai.djl.training.EasyTrain} use {@link SynapticPruner} as a
 * listener instead.
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
 * <p>A session works on aliases of the weights' storage, so weights may be views into a larger
 * buffer, and weights that require gradients are masked in place whether or not the engine records
 * gradients in the calling thread. Nothing may re-point a weight's storage while the session is
 * open (in PyTorch {@code set(float[])} and {@code copyTo} do; {@code set(NDIndex, NDArray)} and
 * in-place operations don't). Weights, gradients and optimizer state are otherwise left alone:
 * gradients of pruned weights aren't masked.
 *
 * <p>A session belongs to one thread at a time; different sessions are independent of each other.
 * It holds one float per prunable weight on the weights' device until it is closed.
 */
public final class PruningSession implements AutoCloseable {

  private final PruningRules rules;
  private final MaskedLayers layers;
  private final MaskUpdate masking;
  private boolean begun;
  private long batches;

  PruningSession(PruningRules rules, PrunableWeights weights) {
    this.rules = rules;
    this.layers = new MaskedLayers(weights);
    try {
      this.masking = MaskUpdate.of(rules, layers);
      if (rules.firstMasks() != null) {
        restore(rules.firstMasks(), 0);
      }
    } catch (IllegalArgumentException e) {
      layers.close();
      throw e;
    }
  }

  /**
   * Counts a batch and updates the masks if an update is due. To be called once per batch, after
   * the backward pass and before the optimizer's step. The weights themselves change only with
   * {@link Preset#REFERENCE_CODE}, which masks them at once.
   *
   * @param epoch the epoch, the first being 1; the {@link Preset} decides how the schedule sees it
   * @return whether any mask changed; an update with {@link Regrowth} counts as a change
   * @throws IllegalArgumentException if {@code epoch} is less than 1, the schedule gives a sparsity
   *     outside [0, 1), or further weights are to be pruned and one is NaN (the message names its
   *     layer); the masks are then as they were
   */
  public boolean afterBackward(int epoch) {
    return afterBackward(epoch, path -> null);
  }

  /**
   * Does {@link #afterBackward(int)} with gradients that the weights don't hold themselves, for a
   * {@link Saliency} or {@link Regrowth} that needs them.
   *
   * @param epoch the epoch, the first being 1
   * @param gradients gives a weight's gradient by its path, of the weight's shape, or null: then
   *     the weight is asked for its own. Called only when an update needs gradients; a map's {@code
   *     get} will do
   * @return whether any mask changed
   * @throws IllegalArgumentException as {@link #afterBackward(int)}
   */
  public boolean afterBackward(int epoch, Function<String, NDArray> gradients) {
    begin();
    batches++;
    double target = rules.targetAt(epoch, batches);
    if (target <= 0) {
      return false;
    }
    double time = rules.timeOf(epoch, batches);
    var scores = new BatchScores(layers, rules.saliency(), gradients, time, batches);
    boolean changed = change(() -> masking.update(target, scores));
    if (changed && rules.preset().appliesMasksAfterUpdate()) {
      applyMasks();
    }
    return changed;
  }

  /** Prunes outside of any training. */
  void prune(double target) {
    if (rules.regrowth() != null) {
      throw new IllegalArgumentException(
          "Weights regrow in a training, but this prunes once: leave out the regrowth.");
    }
    rules.requireTarget(target, "The schedule's last value");
    var scores = new BatchScores(layers, rules.saliency(), path -> null, 0, 0);
    change(
        () -> {
          if (rules.saliency().needsGradients() && !scores.haveGradients()) {
            throw new IllegalArgumentException(
                "The saliency needs gradients, but all are 0: run a backward pass before.");
          }
          return target > 0 && masking.update(target, scores);
        });
  }

  /**
   * Sets the pruned weights to 0, in place. To be called after each step of the optimizer
   * (algorithm 5). Does nothing as long as nothing is pruned. Called before the first batch it also
   * draws the masks of a training that begins sparse ({@link Regrowth}), so that the first forward
   * pass is of the sparse network; otherwise they are drawn at the first batch.
   */
  public void applyMasks() {
    begin();
    layers.apply();
  }

  boolean anyPruned() {
    return layers.pruned() > 0;
  }

  /** Masks one parameter's weights; does nothing if the path isn't prunable. */
  void applyMask(String path) {
    layers.apply(path);
  }

  /**
   * Returns the masks as they are now.
   *
   * @return an immutable copy on the Java side
   */
  public Masks masks() {
    return layers.masks();
  }

  /**
   * Takes masks and counter over from an earlier session of the same model and applies the masks.
   *
   * @param masks the masks
   * @param batchesSeen the earlier session's {@link #batchesSeen()}, 0 to start counting anew
   * @throws IllegalArgumentException if the masks' paths or shapes aren't those of this session
   *     (the message names them), or {@code batchesSeen} is negative
   */
  public void restore(Masks masks, long batchesSeen) {
    masks.requireMatch(shapes());
    if (batchesSeen < 0) {
      throw new IllegalArgumentException("Batches can't be negative, but are " + batchesSeen + ".");
    }
    layers.restore(masks);
    begun = true;
    batches = batchesSeen;
    applyMasks();
  }

  /**
   * Counts weights and pruned weights, without copying the masks.
   *
   * @return the report of this moment
   */
  public SparsityReport report() {
    return SparsityReport.of(shapes(), layers::pruned);
  }

  /**
   * Returns the shapes of the prunable weights.
   *
   * @return the shapes by path, in path order or as the layers lie in one array
   */
  public Map<String, Shape> shapes() {
    return layers.shapes();
  }

  /**
   * Returns how many batches this session has counted.
   *
   * @return the calls of {@code afterBackward}, plus what {@link #restore} brought
   */
  public long batchesSeen() {
    return batches;
  }

  /** Releases the masks; the weights stay as they are. Closing again does nothing. */
  @Override
  public void close() {
    layers.close();
  }

  /** Makes a training sparse that begins so, once. */
  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    if (masking instanceof RegrowthUpdate growing && rules.firstTarget() > 0) {
      change(() -> growing.begin(rules.firstTarget()));
      layers.apply();
    }
  }

  /** Runs a change of the masks; returns whether any mask is another one than before. */
  private boolean change(BooleanSupplier update) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      long before = layers.pruned();
      if (!update.getAsBoolean()) {
        return false;
      }
      layers.count();
      // What is exchanged doesn't show in the count.
      return layers.pruned() != before || rules.regrowth() != null;
    }
  }
}
