package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** Drops active weights and lets pruned ones grow back. */
final class RegrowthUpdate implements MaskUpdate {

  private final Regrowth regrowth;
  private final Scope scope;
  private final MaskedWeights layers;

  /** How many weights of some layers should be pruned after the update. */
  private record PrunedCount(MaskedWeights.LayerRange range, long pruned) {}

  RegrowthUpdate(PruningRules rules, MaskedWeights layers) {
    this.regrowth = rules.regrowth();
    this.scope = rules.scope();
    this.layers = layers;
  }

  /** Draws the masks with which a training starts. */
  boolean drawFirstMasks(double target) {
    var drops = new ArrayList<Selection.Request>();
    for (PrunedCount count : prunedCounts(target)) {
      add(drops, count.range, count.pruned - count.range.pruned());
    }
    NDArray randomScores = BuiltInSaliencies.uniform(layers.mask(), regrowth.seedAt(0));
    Selection.prune(
        new Selection.Ranking(randomScores, false), layers.mask(), drops, CountRule.EXACT);
    return true;
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    var drops = new ArrayList<Selection.Request>();
    var growths = new ArrayList<Selection.Request>();
    double share = regrowth.shareAt(scores.time());
    for (PrunedCount count : prunedCounts(target)) {
      MaskedWeights.LayerRange range = count.range;
      long active = range.size() - range.pruned();
      long fewer = Math.max(0, count.pruned - range.pruned());
      long more = Math.max(0, range.pruned() - count.pruned);
      long exchanged = (long) Math.floor(share * active);
      exchanged = Math.min(exchanged, Math.min(active - fewer, range.pruned() - more));
      add(drops, range, fewer + exchanged);
      add(growths, range.inverse(), more + exchanged);
    }
    Selection.Ranking dropScores = drops.isEmpty() ? null : scores.ranking();
    Selection.Ranking growthScores = growths.isEmpty() ? null : growthScores(scores);
    // Weights grow from 0, even if the caller never applied the masks.
    layers.apply();
    NDArray candidates = layers.mask().neg().addi(1);
    if (dropScores != null) {
      Selection.prune(dropScores, layers.mask(), drops, CountRule.EXACT);
    }
    if (growthScores != null) {
      NDArray left = candidates.duplicate();
      Selection.prune(growthScores, left, growths, CountRule.EXACT);
      layers.mask().addi(candidates.subi(left));
    }
    return dropScores != null || growthScores != null;
  }

  /** Returns the ranking of the pruned weights; those with the smallest scores grow. */
  private Selection.Ranking growthScores(BatchScores scores) {
    if (!regrowth.byGradient()) {
      return new Selection.Ranking(
          BuiltInSaliencies.uniform(layers.mask(), regrowth.seedAt(scores.batch())), false);
    }
    NDArray steepness = scores.gradients().abs().negi();
    layers.requireNumbers(steepness);
    return new Selection.Ranking(steepness, false);
  }

  private List<PrunedCount> prunedCounts(double target) {
    var counts = new ArrayList<PrunedCount>();
    if (scope == Scope.GLOBAL) {
      counts.add(prunedCount(layers.all(), target));
      return counts;
    }
    List<Shape> shapes = List.copyOf(layers.shapes().values());
    double[] targets = scope.layerTargets(target, shapes);
    for (int i = 0; i < targets.length; i++) {
      counts.add(prunedCount(layers.one(i), targets[i]));
    }
    return counts;
  }

  private static PrunedCount prunedCount(MaskedWeights.LayerRange range, double target) {
    return new PrunedCount(range, (long) Math.floor(target * range.size()));
  }

  private static void add(
      List<Selection.Request> requests, MaskedWeights.LayerRange range, long wanted) {
    if (wanted > 0) {
      requests.add(new Selection.Request(range, wanted));
    }
  }
}
