package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** Drops active weights and lets pruned ones grow. */
final class RegrowthUpdate implements MaskUpdate {

  private final Regrowth regrowth;
  private final Scope scope;
  private final MaskedLayers layers;

  /** A span's part of the target. */
  private record Goal(MaskedLayers.Span span, long pruned) {}

  RegrowthUpdate(PruningRules rules, MaskedLayers layers) {
    this.regrowth = rules.regrowth();
    this.scope = rules.scope();
    this.layers = layers;
  }

  /** Draws the masks that a training begins with. */
  boolean begin(double target) {
    var drops = new ArrayList<Selection.Request>();
    for (Goal goal : goals(target)) {
      add(drops, goal.span, goal.pruned - goal.span.pruned());
    }
    NDArray chance = Saliencies.uniform(layers.mask(), regrowth.seedAt(0));
    Selection.prune(new Selection.Ranking(chance, false), layers.mask(), drops, CountRule.EXACT);
    return true;
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    var drops = new ArrayList<Selection.Request>();
    var growths = new ArrayList<Selection.Request>();
    double share = regrowth.shareAt(scores.time());
    for (Goal goal : goals(target)) {
      MaskedLayers.Span span = goal.span;
      long active = span.size() - span.pruned();
      long fewer = Math.max(0, goal.pruned - span.pruned());
      long more = Math.max(0, span.pruned() - goal.pruned);
      long exchanged = (long) Math.floor(share * active);
      exchanged = Math.min(exchanged, Math.min(active - fewer, span.pruned() - more));
      add(drops, span, fewer + exchanged);
      add(growths, span.inverse(), more + exchanged);
    }
    Selection.Ranking dropScores = drops.isEmpty() ? null : scores.ranking();
    Selection.Ranking growthScores = growths.isEmpty() ? null : growthScores(scores);
    // The weights of what grows: 0 even if a caller never applied the masks.
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

  /** Returns scores of which the smallest grow. */
  private Selection.Ranking growthScores(BatchScores scores) {
    if (!regrowth.byGradient()) {
      return new Selection.Ranking(
          Saliencies.uniform(layers.mask(), regrowth.seedAt(scores.batch())), false);
    }
    NDArray steepness = scores.gradients().abs().negi();
    layers.requireNumbers(steepness);
    return new Selection.Ranking(steepness, false);
  }

  private List<Goal> goals(double target) {
    var goals = new ArrayList<Goal>();
    if (scope == Scope.GLOBAL) {
      goals.add(goal(layers.all(), target));
      return goals;
    }
    List<Shape> shapes = List.copyOf(layers.shapes().values());
    double[] targets = scope.layerTargets(target, shapes);
    for (int i = 0; i < targets.length; i++) {
      goals.add(goal(layers.one(i), targets[i]));
    }
    return goals;
  }

  private static Goal goal(MaskedLayers.Span span, double target) {
    return new Goal(span, (long) Math.floor(target * span.size()));
  }

  private static void add(List<Selection.Request> requests, MaskedLayers.Span span, long wanted) {
    if (wanted > 0) {
      requests.add(new Selection.Request(span, wanted));
    }
  }
}
