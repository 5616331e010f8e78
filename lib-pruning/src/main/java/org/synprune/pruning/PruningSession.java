package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger logger = LoggerFactory.getLogger(PruningSession.class);

  private final PruningRules rules;
  private final MaskedLayers layers;
  private boolean warned;
  private long batches;

  PruningSession(PruningRules rules, PrunableWeights weights) {
    this.rules = rules;
    this.layers = new MaskedLayers(weights);
  }

  /**
   * Counts a batch and updates the masks if an update is due. To be called once per batch, after
   * the backward pass and before the optimizer's step. The weights themselves change only with
   * {@link Preset#REFERENCE_CODE}, which masks them at once.
   *
   * @param epoch the epoch, the first being 1; the {@link Preset} decides how the schedule sees it
   * @return whether any further weight was pruned
   * @throws IllegalArgumentException if {@code epoch} is less than 1, the schedule gives a sparsity
   *     outside [0, 1), or further weights are to be pruned and one is NaN (the message names its
   *     layer); the masks are then as they were
   */
  public boolean afterBackward(int epoch) {
    return afterBackward(epoch, Map.of());
  }

  /**
   * Does {@link #afterBackward(int)} with gradients that the weights don't hold themselves, for a
   * {@link Saliency} that needs them.
   *
   * @param epoch the epoch, the first being 1
   * @param gradients the gradient of each weight by path, of the weight's shape; where there is
   *     none the weight is asked for its own
   * @return whether any further weight was pruned
   * @throws IllegalArgumentException as {@link #afterBackward(int)}
   */
  public boolean afterBackward(int epoch, Map<String, NDArray> gradients) {
    batches++;
    double target = rules.targetAt(epoch, batches);
    if (target <= 0) {
      return false;
    }
    List<MaskedLayers.Request> requests = requests(target);
    if (requests.isEmpty() || !update(requests, gradients)) {
      return false;
    }
    if (rules.preset().appliesMasksAfterUpdate()) {
      applyMasks();
    }
    return true;
  }

  /**
   * Sets the pruned weights to 0, in place. To be called after each step of the optimizer
   * (algorithm 5). Does nothing as long as nothing is pruned.
   */
  public void applyMasks() {
    layers.apply();
  }

  /** Masks one parameter's weights; does nothing if the path isn't prunable. */
  void applyMask(String path) {
    layers.apply(path);
  }

  /**
   * Copies the masks into arrays of the caller, in place: for those who mask many weights by one
   * product, say by a mask array that mirrors a flat parameter buffer.
   *
   * @param targets a float32 array of the weight's shape for each path, which may be a view;
   *     prunable paths without a target are left out
   */
  public void writeMasks(Map<String, NDArray> targets) {
    layers.writeMasks(targets);
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

  private List<MaskedLayers.Request> requests(double target) {
    if (rules.scope() == Scope.GLOBAL) {
      return request(target, layers.all()).stream().toList();
    }
    double[] targets = rules.scope().layerTargets(target, List.copyOf(shapes().values()));
    var requests = new ArrayList<MaskedLayers.Request>();
    for (int i = 0; i < targets.length; i++) {
      request(targets[i], layers.one(i)).ifPresent(requests::add);
    }
    return requests;
  }

  private Optional<MaskedLayers.Request> request(double target, MaskedLayers.Span span) {
    long active = span.size() - span.pruned();
    long wanted =
        (long) Math.floor(target * span.sizeOfLiveLayers()) - (span.sizeOfLiveLayers() - active);
    // A threshold at the smallest active score has nothing below it.
    long least = rules.countRule() == CountRule.THRESHOLD ? 2 : 1;
    if (wanted < least) {
      return Optional.empty();
    }
    if (wanted >= active) {
      if (!warned) {
        logger.warn(
            "A target of {} asks for {} of {} active weights; the masks stay as they are.",
            target,
            wanted,
            active);
        warned = true;
      }
      return Optional.empty();
    }
    return Optional.of(new MaskedLayers.Request(span, wanted));
  }

  private boolean update(List<MaskedLayers.Request> requests, Map<String, NDArray> gradients) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Saliency saliency = rules.saliency();
      NDArray slopes = saliency.needsGradients() ? layers.gradients(gradients) : null;
      NDArray scores = saliency.score(layers.weights(), slopes);
      long before = layers.pruned();
      layers.prune(scores, requests, rules.countRule());
      return layers.pruned() > before;
    }
  }
}
