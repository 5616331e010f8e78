package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final long EXACT_FLOATS = 1 << 24;

  private final SynapticPruner pruner;
  private final NDManager manager;
  private final NDArray flatMask;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, Layer> byPath = new HashMap<>();
  private final AtomicBoolean warned = new AtomicBoolean();
  private long batches;
  private long pruned;

  /** One prunable parameter: an alias of its weights, a view of its part of the mask. */
  private static final class Layer {
    final String path;
    final Shape shape;
    final long begin;
    final long end;
    final NDArray original;
    final NDArray alias;
    final NDArray mask;
    long pruned;

    Layer(String path, NDArray weight, long begin, NDArray flatMask, NDManager manager) {
      this.path = path;
      this.shape = weight.getShape();
      this.begin = begin;
      this.end = begin + weight.size();
      this.original = weight;
      this.alias = weight.stopGradient();
      alias.attach(manager);
      try (NDArray part = slice(flatMask, begin, end)) {
        this.mask = part.reshape(shape);
        mask.attach(manager);
      }
      NDScope.unregister(alias, mask);
    }

    long size() {
      return end - begin;
    }
  }

  PruningSession(SynapticPruner pruner, Map<String, NDArray> weights) {
    this.pruner = pruner;
    SortedMap<String, NDArray> sorted = new TreeMap<>(weights);
    NDArray first = sorted.get(sorted.firstKey());
    manager = first.getManager().newSubManager(first.getDevice());
    manager.setName("pruning");
    long total = sorted.values().stream().mapToLong(NDArray::size).sum();
    flatMask = manager.ones(new Shape(total));
    NDScope.unregister(flatMask);
    long begin = 0;
    for (Map.Entry<String, NDArray> entry : sorted.entrySet()) {
      var layer = new Layer(entry.getKey(), entry.getValue(), begin, flatMask, manager);
      layers.add(layer);
      byPath.put(layer.path, layer);
      begin = layer.end;
    }
  }

  /**
   * Counts a batch and updates the masks if an update is due. To be called once per batch, after
   * the backward pass and before the optimizer's step. The weights themselves change only with
   * {@link Preset#REFERENCE_CODE}, which masks them at once.
   *
   * @param epoch the epoch, the first being 1; the {@link Preset} decides how the schedule sees it
   * @return whether any further weight was pruned
   * @throws IllegalArgumentException if {@code epoch} is less than 1, the schedule gives a sparsity
   *     outside [0, 1), or a weight is NaN (the message names its layer); the masks are then as
   *     they were
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
    double target = pruner.targetAt(epoch, batches);
    if (target <= 0) {
      return false;
    }
    boolean changed;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      changed = update(target, gradients);
    }
    if (changed && pruner.preset().appliesMasksAfterUpdate()) {
      applyMasks();
    }
    return changed;
  }

  /**
   * Sets the pruned weights to 0, in place. To be called after each step of the optimizer
   * (algorithm 5). Does nothing as long as nothing is pruned.
   */
  public void applyMasks() {
    for (Layer layer : layers) {
      apply(layer);
    }
  }

  private static void apply(Layer layer) {
    if (layer.pruned > 0) {
      layer.alias.muli(layer.mask);
    }
  }

  /** Masks one parameter's weights; does nothing if the path isn't prunable. */
  void applyMask(String path) {
    Layer layer = byPath.get(path);
    if (layer != null) {
      apply(layer);
    }
  }

  /**
   * Copies the masks into arrays of the caller, in place: for those who mask many weights by one
   * product, say by a mask array that mirrors a flat parameter buffer.
   *
   * @param targets a float32 array of the weight's shape for each path, which may be a view;
   *     prunable paths without a target are left out
   */
  public void writeMasks(Map<String, NDArray> targets) {
    var everything = new NDIndex("...");
    for (Layer layer : layers) {
      NDArray target = targets.get(layer.path);
      if (target != null) {
        target.set(everything, layer.mask);
      }
    }
  }

  /**
   * Returns the masks as they are now.
   *
   * @return an immutable copy on the Java side
   */
  public Masks masks() {
    float[] values;
    try (NDArray copy = flatMask.duplicate()) {
      values = copy.toFloatArray();
    }
    var positions = new TreeMap<String, BitSet>();
    for (Layer layer : layers) {
      var bits = new BitSet();
      for (long i = layer.begin; i < layer.end; i++) {
        if (values[Math.toIntExact(i)] == 0) {
          bits.set(Math.toIntExact(i - layer.begin));
        }
      }
      positions.put(layer.path, bits);
    }
    return Masks.of(shapes(), positions::get);
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
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (Layer layer : layers) {
        layer.mask.set(
            new NDIndex("..."), manager.create(masks.toFloatArray(layer.path), layer.shape));
      }
      count();
    }
    batches = batchesSeen;
    applyMasks();
  }

  /**
   * Counts weights and pruned weights, without copying the masks.
   *
   * @return the report of this moment
   */
  public SparsityReport report() {
    var counts = new LinkedHashMap<String, Long>();
    layers.forEach(layer -> counts.put(layer.path, layer.pruned));
    return SparsityReport.of(shapes(), counts::get);
  }

  /**
   * Returns the shapes of the prunable weights.
   *
   * @return the shapes by path, in path order
   */
  public Map<String, Shape> shapes() {
    var shapes = new LinkedHashMap<String, Shape>();
    layers.forEach(layer -> shapes.put(layer.path, layer.shape));
    return Collections.unmodifiableMap(shapes);
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
    manager.close();
  }

  private boolean update(double target, Map<String, NDArray> gradients) {
    NDArray weights = flatten(layers.stream().map(layer -> layer.alias).toList());
    NDArray slopes = pruner.saliency().needsGradients() ? gradients(gradients) : null;
    NDArray scores = pruner.saliency().score(weights, slopes);
    requireNumbers(scores);
    NDArray active = flatMask.gt(0);
    NDArray none = scores.getManager().create(Float.NEGATIVE_INFINITY);
    NDArray ranked = NDArrays.where(active, scores, none);
    long before = pruned;
    if (pruner.scope() == Scope.GLOBAL) {
      select(target, layers, ranked);
    } else {
      double[] targets =
          pruner.scope().layerTargets(target, layers.stream().map(layer -> layer.shape).toList());
      for (int i = 0; i < targets.length; i++) {
        select(targets[i], List.of(layers.get(i)), ranked);
      }
    }
    count();
    return pruned > before;
  }

  /** Prunes the neighbouring layers of a group to their common target. */
  private void select(double target, List<Layer> group, NDArray ranked) {
    long size = 0;
    long live = 0;
    long inactive = 0;
    for (Layer layer : group) {
      boolean counts = layer.pruned < layer.size();
      live += counts ? layer.size() : 0;
      size += layer.size();
      inactive += layer.pruned;
    }
    long active = size - inactive;
    long wanted = (long) Math.floor(target * live) - (live - active);
    if (active == 0 || wanted <= 0) {
      return;
    }
    if (wanted >= active) {
      if (!warned.getAndSet(true)) {
        logger.warn(
            "A target of {} asks for {} of {} active weights; the masks stay as they are.",
            target,
            wanted,
            active);
      }
      return;
    }
    long begin = group.get(0).begin;
    NDArray part = slice(ranked, begin, begin + size);
    NDArray kept = Selection.kept(part, inactive, wanted, pruner.countRule());
    slice(flatMask, begin, begin + size).muli(kept.toType(DataType.FLOAT32, false));
  }

  private void count() {
    var sums = new NDList(layers.size());
    for (Layer layer : layers) {
      boolean exact = layer.size() <= EXACT_FLOATS;
      NDArray mask = exact ? layer.mask : layer.mask.toType(DataType.FLOAT64, true);
      sums.add(mask.sum().toType(DataType.FLOAT64, false));
    }
    double[] active = NDArrays.stack(sums).toDoubleArray();
    pruned = 0;
    for (int i = 0; i < active.length; i++) {
      Layer layer = layers.get(i);
      layer.pruned = layer.size() - Math.round(active[i]);
      pruned += layer.pruned;
    }
  }

  private NDArray gradients(Map<String, NDArray> given) {
    var found = new ArrayList<NDArray>();
    for (Layer layer : layers) {
      NDArray gradient = given.get(layer.path);
      if (gradient == null) {
        gradient = layer.original.getGradient();
      }
      if (!gradient.getShape().equals(layer.shape)) {
        throw new IllegalArgumentException(
            "The gradient of " + layer.path + " has shape " + gradient.getShape() + ".");
      }
      found.add(gradient.stopGradient());
    }
    return flatten(found);
  }

  private void requireNumbers(NDArray scores) {
    if (!Float.isNaN(scores.sum().toType(DataType.FLOAT32, false).getFloat())) {
      return;
    }
    for (Layer layer : layers) {
      if (slice(scores, layer.begin, layer.end).isNaN().any().getBoolean()) {
        throw new IllegalArgumentException(
            "The weights of " + layer.path + " can't be pruned: they or their scores are NaN.");
      }
    }
  }

  private NDArray flatten(List<NDArray> arrays) {
    var flat = new NDList(arrays.size());
    arrays.forEach(array -> flat.add(array.flatten()));
    return flat.size() == 1 ? flat.get(0) : NDArrays.concat(flat);
  }

  private static NDArray slice(NDArray array, long begin, long end) {
    return array.get(new NDIndex("{}:{}", begin, end));
  }
}
