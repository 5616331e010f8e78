package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** Updates of layers of any size, one after another, compared with plain sorting. */
class LargeUpdatesTest {

  /** Sizes around those at which the selection works differently. */
  private static final int[] SIZES = {1, 2, 700, 1_024, 1_025, 4_096, 5_000, 32_768, 40_000};

  private static float value(SplittableRandom random, int kind) {
    return kind == 0 ? (float) random.nextDouble(-1, 1) : random.nextInt(-3, 4);
  }

  private static float[] values(SplittableRandom random, int n, int kind) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = value(random, kind);
    }
    return values;
  }

  /** Changes the first of a range in an order, as many as wanted, where the mask has a value. */
  private static void change(
      float[] mask, boolean[] candidates, int begin, int end, float[] ascending, long wanted) {
    IntStream.range(begin, end)
        .filter(i -> candidates[i])
        .boxed()
        .sorted(Comparator.comparingDouble(i -> ascending[i]))
        .limit(wanted)
        .forEach(i -> mask[i] = 1 - mask[i]);
  }

  private static long pruned(float[] mask, int begin, int end) {
    return IntStream.range(begin, end).filter(i -> mask[i] == 0).count();
  }

  private static boolean[] where(float[] mask, float value) {
    var where = new boolean[mask.length];
    for (int i = 0; i < where.length; i++) {
      where[i] = mask[i] == value;
    }
    return where;
  }

  /** A network's layers, separate or in one array. */
  private record Network(Map<String, Shape> shapes, NDArray flat, boolean inOneArray) {

    PruningSession open(SynapticPruner pruner) {
      return inOneArray ? pruner.newSession(flat, shapes) : pruner.newSession(parts(flat));
    }

    Map<String, NDArray> parts(NDArray all) {
      var parts = new TreeMap<String, NDArray>();
      long begin = 0;
      for (Map.Entry<String, Shape> layer : shapes.entrySet()) {
        long end = begin + layer.getValue().size();
        parts.put(layer.getKey(), all.get(begin + ":" + end).reshape(layer.getValue()));
        begin = end;
      }
      return parts;
    }

    /** The layers' ends; those of the whole if layers compete with each other. */
    int[] ends(Scope scope) {
      int[] sizes = shapes.values().stream().mapToInt(shape -> (int) shape.size()).toArray();
      Arrays.parallelPrefix(sizes, Integer::sum);
      return scope == Scope.GLOBAL ? new int[] {sizes[sizes.length - 1]} : sizes;
    }

    float[] mask(PruningSession session) {
      Masks masks = session.masks();
      float[] mask = new float[(int) flat.size()];
      int begin = 0;
      for (Map.Entry<String, Shape> layer : shapes.entrySet()) {
        float[] part = masks.toFloatArray(layer.getKey());
        System.arraycopy(part, 0, mask, begin, part.length);
        assertThat(session.report().layers().stream())
            .anyMatch(l -> l.path().equals(layer.getKey()) && l.pruned() == masks.pruned(l.path()));
        begin += part.length;
      }
      return mask;
    }
  }

  private static Network network(NDManager manager, SplittableRandom random, int layers, int kind) {
    var shapes = new LinkedHashMap<String, Shape>();
    int n = 0;
    for (int i = 0; i < layers; i++) {
      int size = SIZES[random.nextInt(SIZES.length)];
      shapes.put("l" + i, new Shape(1, size));
      n += size;
    }
    return new Network(shapes, manager.create(values(random, n, kind)), random.nextBoolean());
  }

  @Property(tries = 60)
  void magnitudeUpdatesPruneWhatSortingPrunes(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int layers,
      @ForAll @IntRange(max = 1) int kind,
      @ForAll boolean global,
      @ForAll @DoubleRange(max = 0.9999) @Scale(4) double last) {
    var random = new SplittableRandom(seed);
    Scope scope = global ? Scope.GLOBAL : Scope.UNIFORM;
    double[] targets = {0, last / 2, last / 2 + 1e-4 * last, last};
    var pruner =
        SynapticPruner.builder()
            .optSchedule(t -> targets[(int) t - 1])
            .optCountRule(CountRule.EXACT)
            .optScope(scope)
            .optUpdateEvery(1)
            .build();
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = network(manager, random, layers, kind);
      float[] expected = new float[(int) network.flat.size()];
      Arrays.fill(expected, 1);
      try (PruningSession session = network.open(pruner)) {
        for (int update = 1; update <= targets.length; update++) {
          float[] ascending = network.flat.abs().toFloatArray();
          int begin = 0;
          for (int end : network.ends(scope)) {
            long pruned = pruned(expected, begin, end);
            long wanted = (long) Math.floor(targets[update - 1] * (end - begin)) - pruned;
            if (wanted > 0) {
              change(expected, where(expected, 1), begin, end, ascending, wanted);
            }
            begin = end;
          }
          session.afterBackward(update);
          assertThat(network.mask(session)).isEqualTo(expected);
          network.flat.addi(manager.create(values(random, expected.length, 0)));
          session.applyMasks();
        }
      }
    }
  }

  @Property(tries = 60)
  void rigLExchangesWhatSortingExchanges(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int layers,
      @ForAll @IntRange(max = 1) int kind,
      @ForAll boolean global,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double sparsity) {
    var random = new SplittableRandom(seed);
    Scope scope = global ? Scope.GLOBAL : Scope.UNIFORM;
    double[] targets = {sparsity, sparsity, sparsity / 2, Math.min(0.999, 1.1 * sparsity)};
    var pruner =
        SynapticPruner.builder()
            .optSchedule(t -> targets[Math.max(0, (int) t - 1)])
            .optRegrowth(Regrowth.byGradient(0.3, Double.POSITIVE_INFINITY, seed))
            .optScope(scope)
            .optUpdateEvery(1)
            .build();
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = network(manager, random, layers, kind);
      try (PruningSession session = network.open(pruner)) {
        session.applyMasks();
        for (int update = 1; update <= targets.length; update++) {
          float[] expected = network.mask(session);
          NDArray slopes = manager.create(values(random, expected.length, kind));
          float[] nearest = network.flat.abs().toFloatArray();
          float[] steepest = slopes.abs().neg().toFloatArray();
          boolean[] active = where(expected, 1);
          boolean[] pruned = where(expected, 0);
          int begin = 0;
          for (int end : network.ends(scope)) {
            long before = pruned(expected, begin, end);
            long after = (long) Math.floor(targets[update - 1] * (end - begin));
            long fewer = Math.max(0, after - before);
            long more = Math.max(0, before - after);
            long exchanged = (long) Math.floor(0.3 * (end - begin - before));
            exchanged = Math.min(exchanged, end - begin - before - fewer);
            exchanged = Math.min(exchanged, before - more);
            change(expected, active, begin, end, nearest, fewer + exchanged);
            change(expected, pruned, begin, end, steepest, more + exchanged);
            begin = end;
          }
          session.afterBackward(update, network.parts(slopes)::get);
          assertThat(network.mask(session)).isEqualTo(expected);
          network.flat.addi(manager.create(values(random, expected.length, kind)));
          session.applyMasks();
        }
      }
    }
  }

  @Property(tries = 40)
  void nanInAnyLayerIsNamedAndNothingChanges(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 4) int layers,
      @ForAll boolean global,
      @ForAll boolean regrowth) {
    var random = new SplittableRandom(seed);
    var builder =
        SynapticPruner.builder()
            .optSchedule(t -> 0.2 * t)
            .optCountRule(CountRule.EXACT)
            .optScope(global ? Scope.GLOBAL : Scope.UNIFORM)
            .optUpdateEvery(1);
    if (regrowth) {
      builder.optRegrowth(Regrowth.random(0.3, Double.POSITIVE_INFINITY, 1));
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = network(manager, random, layers, 0);
      network.shapes.put("last", new Shape(2, 3_000));
      float[] more = values(random, (int) network.flat.size() + 6_000, 0);
      Network larger = new Network(network.shapes, manager.create(more), network.inOneArray);
      try (PruningSession session = larger.open(builder.build())) {
        session.afterBackward(1);
        session.applyMasks();
        float[] before = larger.mask(session);
        int broken = random.nextInt(more.length);
        larger.flat.set(new NDIndex(broken), Float.NaN);
        int end = 0;
        String path = "";
        for (Map.Entry<String, Shape> layer : larger.shapes.entrySet()) {
          if (broken >= end) {
            path = layer.getKey();
          }
          end += (int) layer.getValue().size();
        }
        assertThatThrownBy(() -> session.afterBackward(2))
            .hasMessage("The weights of " + path + " can't be pruned: a weight or a score is NaN.");
        assertThat(larger.mask(session)).isEqualTo(before);
      }
    }
  }
}
