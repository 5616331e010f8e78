package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** Drops active weights and lets pruned ones grow back. */
final class RegrowthUpdate implements SelectingUpdate {

  private final Regrowth regrowth;
  private final PruningRules rules;
  private final MaskedWeights layers;

  /** How many weights of some layers should be pruned after the update. */
  private record PrunedCount(LayerRange range, long pruned) {}

  RegrowthUpdate(PruningRules rules, MaskedWeights layers) {
    this.regrowth = rules.regrowth();
    this.rules = rules;
    this.layers = layers;
  }

  /** Draws the masks with which a training starts. */
  boolean drawFirstMasks(double target) {
    var drops = new ArrayList<Selection.Request>();
    for (PrunedCount count : prunedCounts(target)) {
      long fewer = Math.max(0, count.pruned - count.range.pruned());
      drops.add(new Selection.Request(count.range, fewer));
    }
    NDArray randomScores = BuiltInSaliencies.uniform(layers.mask(), regrowth.seedAt(0));
    var ranking = new Ranking.ByScore(List.of(randomScores), ScoreKeys.Order.SMALLEST);
    new Selection(layers).prune(ranking, drops, CountRule.EXACT);
    return true;
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    Change change = change(target, scores);
    // Even if nothing is exchanged, as weights grow from 0: the caller may never apply the masks.
    new Selection(layers).make(change);
    return change.selects();
  }

  @Override
  public Change change(double target, BatchScores scores) {
    var drops = new ArrayList<Selection.Request>();
    var growths = new ArrayList<Selection.Request>();
    double share = regrowth.shareAt(scores.time());
    for (PrunedCount count : prunedCounts(target)) {
      LayerRange range = count.range;
      long active = range.active();
      long fewer = Math.max(0, count.pruned - range.pruned());
      long more = Math.max(0, range.pruned() - count.pruned);
      long exchanged = (long) Math.floor(share * active);
      exchanged = Math.min(exchanged, Math.min(active - fewer, range.pruned() - more));
      drops.add(new Selection.Request(range, fewer + exchanged));
      growths.add(new Selection.Request(range, more + exchanged));
    }
    Ranking drop = Selection.any(drops) ? scores.ranking() : null;
    Ranking grow = Selection.any(growths) ? growth(scores) : null;
    return new Change(drop, drops, grow, growths, true, CountRule.EXACT);
  }

  /** Returns the ranking of the pruned weights; the first ones grow. */
  private Ranking growth(BatchScores scores) {
    if (regrowth.byGradient()) {
      return new Ranking.ByScore(scores.gradients(), ScoreKeys.Order.FARTHEST);
    }
    NDArray mask = layers.mask();
    return new Ranking.ByChance(regrowth.seedAt(scores.batch()), mask.getManager(), mask.size());
  }

  private List<PrunedCount> prunedCounts(double target) {
    return layers.pools(rules, target).stream()
        .map(pool -> prunedCount(LayerRange.of(pool.layers()), pool.target()))
        .toList();
  }

  private static PrunedCount prunedCount(LayerRange range, double target) {
    return new PrunedCount(range, (long) Math.floor(target * range.size()));
  }
}
