package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** Properties of any update with regrowth. */
class RegrowthPropertiesTest {

  private static List<Masks> train(
      SynapticPruner pruner, long seed, int restoreAt, List<Map<String, float[]>> weightsSeen) {
    var random = new SplittableRandom(seed);
    var history = new ArrayList<Masks>();
    try (NDManager own = NDManager.newBaseManager()) {
      var layers = PruningPropertiesTest.layers(own, random, 3, false);
      PruningSession session = pruner.newSession(layers);
      session.applyMasks();
      for (int epoch = 1; epoch <= 8; epoch++) {
        if (epoch == restoreAt) {
          PruningSession next = pruner.newSession(layers);
          next.restore(session.masks(), session.batchesSeen());
          session.close();
          session = next;
        }
        var gradients = new TreeMap<String, NDArray>();
        var before = new TreeMap<String, float[]>();
        for (Map.Entry<String, NDArray> layer : layers.entrySet()) {
          NDArray w = layer.getValue();
          before.put(layer.getKey(), w.toFloatArray());
          gradients.put(
              layer.getKey(),
              own.create(
                  PruningPropertiesTest.values(random, (int) w.size(), false), w.getShape()));
        }
        weightsSeen.add(before);
        session.afterBackward(epoch, gradients::get);
        history.add(session.masks());
        layers.forEach((path, w) -> w.subi(gradients.get(path)));
        session.applyMasks();
      }
      session.close();
    }
    return history;
  }

  @Property(tries = 60)
  void sparsityIsHeldAndNothingDroppedComesStraightBack(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 0.95) double sparsity,
      @ForAll @DoubleRange(min = 0, max = 0.9) double fraction,
      @ForAll boolean byGradient,
      @ForAll Scope scope) {
    Regrowth regrowth =
        byGradient ? Regrowth.byGradient(fraction, 6, seed) : Regrowth.random(fraction, 6, seed);
    var pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(sparsity))
            .optScope(scope)
            .optRegrowth(regrowth)
            .optUpdateEvery(1)
            .build();
    var seen = new ArrayList<Map<String, float[]>>();
    List<Masks> history = train(pruner, seed, 0, seen);
    assertThat(train(pruner, seed, 0, new ArrayList<>())).isEqualTo(history);
    assertThat(train(pruner, seed, 4, new ArrayList<>())).isEqualTo(history);
    Masks first = history.get(0);
    double[] targets = scope.layerTargets(sparsity, List.copyOf(first.shapes().values()));
    for (Masks masks : history) {
      if (scope == Scope.GLOBAL) {
        long total = SparsityReport.of(masks).total();
        assertThat(SparsityReport.of(masks).pruned())
            .isEqualTo((long) Math.floor(sparsity * total));
      } else {
        for (int i = 0; i < targets.length; i++) {
          long size = masks.shapes().get(masks.paths().get(i)).size();
          assertThat(masks.pruned(masks.paths().get(i)))
              .isEqualTo((long) Math.floor(targets[i] * size));
        }
      }
    }
    for (int i = 1; i < history.size(); i++) {
      double share = regrowth.shareAt(i + 1.0);
      long grownOfAll = 0;
      for (String path : first.paths()) {
        Masks before = history.get(i - 1);
        float[] weights = seen.get(i).get(path);
        long grown = 0;
        for (int j = 0; j < weights.length; j++) {
          if (history.get(i).isActive(path, j) && !before.isActive(path, j)) {
            assertThat(weights[j]).isZero();
            grown++;
          }
        }
        if (scope != Scope.GLOBAL) {
          assertThat(grown).isEqualTo(exchanged(share, weights.length, before.pruned(path)));
        }
        grownOfAll += grown;
      }
      if (scope == Scope.GLOBAL) {
        SparsityReport before = SparsityReport.of(history.get(i - 1));
        assertThat(grownOfAll).isEqualTo(exchanged(share, before.total(), before.pruned()));
      }
    }
  }

  /** If dropped weights could grow back at once, fewer weights would be new. */
  private static long exchanged(double share, long total, long pruned) {
    return Math.min(pruned, (long) Math.floor(share * (total - pruned)));
  }
}
