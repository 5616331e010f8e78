package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a session and their masks on the device: one flat float32 mask, 1 = active, of
 * which each layer has a view. Call methods that return arrays within an {@link NDScope}, which
 * releases the arrays.
 */
final class MaskedWeights implements AutoCloseable {

  /** The largest count that a float holds exactly. */
  private static final long EXACT_FLOATS = 1 << 24;

  private static final long LARGEST_BUFFER = Integer.MAX_VALUE / Float.BYTES;

  private static final NDIndex EVERYTHING = new NDIndex("...");

  private final NDManager manager;
  private final Placement placement;
  private final NDArray flatMask;

  /** A number. */
  private final NDArray zero;

  /** All weights as one vector without gradients; null if they aren't parts of one array. */
  private final @Nullable NDArray flatWeights;

  private final List<MaskedLayer> layers = new ArrayList<>();
  private final Map<String, MaskedLayer> byPath = new HashMap<>();

  /** Kept for its memory. */
  private final HostSelection selection = new HostSelection();

  MaskedWeights(PrunableWeights prunable, PruningRules rules) {
    Map<String, NDArray> weights = prunable.byPath();
    NDArray first = weights.values().iterator().next();
    manager = first.getManager().newSubManager(first.getDevice());
    boolean opened = false;
    try {
      manager.setName("pruning");
      flatWeights = flatAlias(prunable);
      placement = rules.placementOn(first.getDevice());
      flatMask = prunable.maskIn(manager);
      zero = manager.zeros(new Shape());
      NDScope.unregister(flatMask, zero);
      boolean host = memory() != null;
      long begin = 0;
      for (Map.Entry<String, NDArray> entry : weights.entrySet()) {
        var layer =
            new MaskedLayer(entry.getKey(), entry.getValue(), layers.size(), begin, flatMask, host);
        layers.add(layer);
        byPath.put(layer.path, layer);
        begin = layer.end;
      }
      count();
      opened = true;
    } finally {
      if (!opened) {
        manager.close();
      }
    }
  }

  /** Returns an alias of the array that holds all weights; null if there is no such array. */
  private @Nullable NDArray flatAlias(PrunableWeights prunable) {
    NDArray flat = prunable.flat();
    if (flat == null) {
      return null;
    }
    // The views of the layers were made for this session only.
    prunable.byPath().values().forEach(view -> view.attach(manager));
    NDArray alias = flat.stopGradient();
    alias.attach(manager);
    NDScope.unregister(alias);
    return alias;
  }

  /** Returns the layers that share a target, of those that are trained at the moment. */
  List<Pool<MaskedLayer>> pools(PruningRules rules, double target) {
    return Pool.of(
        rules,
        target,
        layers.stream().filter(layer -> !layer.frozen).toList(),
        layer -> layer.path,
        layer -> layer.shape);
  }

  /** Returns whether all of some layers are trained at the moment. */
  boolean areTrained(List<String> paths) {
    return paths.stream().noneMatch(path -> byPath.get(path).frozen);
  }

  /** Tells which layers are trained at the moment. */
  void setFrozen(Predicate<String> frozen) {
    layers.forEach(layer -> layer.frozen = frozen.test(layer.path));
  }

  long pruned() {
    return layers.stream().mapToLong(layer -> layer.pruned).sum();
  }

  long pruned(String path) {
    return byPath.get(path).pruned;
  }

  Map<String, Shape> shapes() {
    var shapes = new LinkedHashMap<String, Shape>();
    layers.forEach(layer -> shapes.put(layer.path, layer.shape));
    return Collections.unmodifiableMap(shapes);
  }

  /** Returns all weights as vectors, one after another. */
  List<NDArray> weights() {
    return flatWeights != null
        ? List.of(flatWeights)
        : layers.stream().map(layer -> layer.alias.flatten()).toList();
  }

  /** Returns the layers in their order. */
  List<MaskedLayer> list() {
    return Collections.unmodifiableList(layers);
  }

  /** Returns vectors as one. */
  static NDArray flat(List<NDArray> vectors) {
    return vectors.size() == 1 ? vectors.get(0) : NDArrays.concat(new NDList(vectors));
  }

  /**
   * Returns the mask of all layers, shape (n). After changing it in place call {@link #count()}.
   */
  NDArray mask() {
    return flatMask;
  }

  /**
   * Returns the mask's memory, which may be changed as the mask; null if masks are updated on the
   * device or Java can't reach all of it.
   */
  @Nullable IntBuffer memory() {
    if (placement == Placement.DEVICE || flatMask.size() > LARGEST_BUFFER) {
      return null;
    }
    IntBuffer bits = bits(flatMask);
    return bits.isDirect() ? bits : null;
  }

  /**
   * Returns the bits of a float32 array in main memory: that memory itself if it can be reached.
   */
  static IntBuffer bits(NDArray array) {
    return array.toByteBuffer(true).asIntBuffer();
  }

  /** Returns what selects among weights in main memory. */
  HostSelection selection() {
    return selection;
  }

  /** Prepares a selection among the weights of all layers, which are in main memory. */
  List<HostSelection.Layer> competing(Ranking ranking, boolean ofPruned) {
    List<SortKeys> keys = ranking.keys(layers);
    return layers.stream()
        .map(layer -> new HostSelection.Layer(keys.get(layer.index), layer.active, ofPruned))
        .toList();
  }

  /** Makes active weights pruned and pruned ones active; {@link #write} is to follow. */
  void flip(List<Bits> changes) {
    for (int i = 0; i < changes.size(); i++) {
      layers.get(i).active.flip(changes.get(i));
    }
  }

  /** Writes the mask from the layers' active weights, and counts. */
  void write(IntBuffer memory) {
    layers.forEach(layer -> layer.write(memory));
  }

  /**
   * Checks scores of shape (n).
   *
   * @throws IllegalArgumentException if one is NaN; the message names its layer
   */
  void requireNumbers(NDArray scores) {
    if (!Float.isNaN(scores.sum().getFloat())) {
      return;
    }
    for (MaskedLayer layer : layers) {
      if (LayerRange.of(List.of(layer)).of(scores).isNaN().any().getBoolean()) {
        throw new IllegalArgumentException(
            "The weights of " + layer.path + " can't be pruned: a weight or a score is NaN.");
      }
    }
  }

  /** Returns whether weights and mask are vectors on a device whose sums a float holds exactly. */
  boolean areOneRow() {
    return flatWeights != null && memory() == null && flatMask.size() <= EXACT_FLOATS;
  }

  Device device() {
    return flatMask.getDevice();
  }

  /** Takes the number of active weights of each layer, after a change of the mask. */
  void setActive(long[] active) {
    for (int i = 0; i < active.length; i++) {
      layers.get(i).pruned = layers.get(i).size() - active[i];
    }
  }

  /** Counts the pruned weights of each layer after a change of the mask. */
  void count() {
    IntBuffer memory = memory();
    if (memory != null) {
      layers.forEach(layer -> layer.read(memory));
      return;
    }
    var sums = new NDList(layers.size());
    for (MaskedLayer layer : layers) {
      boolean exact = layer.size() <= EXACT_FLOATS;
      NDArray mask = exact ? layer.mask : layer.mask.toType(DataType.FLOAT64, false);
      sums.add(exact ? mask.sum() : mask.sum().toType(DataType.FLOAT32, false));
    }
    float[] active = NDArrays.stack(sums).toFloatArray();
    for (int i = 0; i < active.length; i++) {
      MaskedLayer layer = layers.get(i);
      layer.pruned = layer.size() - Math.round((double) active[i]);
    }
  }

  void apply() {
    if (flatWeights == null) {
      layers.forEach(layer -> layer.apply(zero));
    } else if (pruned() > 0) {
      flatWeights.muli(flatMask).addi(zero);
    }
  }

  void apply(String path) {
    MaskedLayer layer = byPath.get(path);
    if (layer != null) {
      layer.apply(zero);
    }
  }

  Masks masks() {
    float[] values;
    try (NDScope scope = new NDScope()) { // releases the copy that is made of a device's array
      scope.suppressNotUsedWarning();
      values = flatMask.toFloatArray();
    }
    var positions = new TreeMap<String, BitSet>();
    for (MaskedLayer layer : layers) {
      int begin = Math.toIntExact(layer.begin);
      var bits = new BitSet();
      for (int i = 0; i < layer.size(); i++) {
        if (values[begin + i] == 0) {
          bits.set(i);
        }
      }
      positions.put(layer.path, bits);
    }
    return Masks.of(shapes(), positions::get);
  }

  /** Returns whether all weights that masks prune are 0. */
  boolean areZero(Masks masks) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (String path : masks.paths()) {
        MaskedLayer layer = byPath.get(path);
        NDArray mask = manager.create(masks.toFloatArray(path), layer.shape);
        if (mask.eq(0).logicalAnd(layer.alias.neq(0)).any().getBoolean()) {
          return false;
        }
      }
      return true;
    }
  }

  /** Takes masks; layers that have none stay as they are. */
  void restore(Masks masks) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (MaskedLayer layer : layers) {
        if (!masks.shapes().containsKey(layer.path)) {
          continue;
        }
        layer.mask.set(EVERYTHING, manager.create(masks.toFloatArray(layer.path), layer.shape));
      }
      count();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
