package org.synprune.pruning;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prunes single weights, which never grow back (algorithm 3). */
final class WeightUpdate implements SelectingUpdate {

  private final PruningRules rules;
  private final MaskedWeights layers;
  private final Warnings warnings;

  WeightUpdate(PruningRules rules, MaskedWeights layers, Warnings warnings) {
    this.rules = rules;
    this.layers = layers;
    this.warnings = warnings;
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    Change change = change(target, scores);
    if (change == null) {
      return false;
    }
    new Selection(layers).make(change);
    return true;
  }

  @Override
  public @Nullable Change change(double target, BatchScores scores) {
    List<Selection.Request> requests = new ArrayList<>();
    for (Pool<MaskedLayer> pool : layers.pools(rules, target)) {
      requests.add(request(LayerRange.of(pool.layers()), pool.target()));
    }
    return Selection.any(requests)
        ? new Change(scores.ranking(), requests, null, List.of(), false, rules.countRule())
        : null;
  }

  private Selection.Request request(LayerRange range, double target) {
    if (rules.countRule() == CountRule.THRESHOLD) {
      return new Selection.Request(range, byThreshold(target, range));
    }
    long wanted = Math.max(0, (long) Math.floor(target * range.size()) - range.pruned());
    if (rules.leastDensity() == 0) {
      return new Selection.Request(range, wanted);
    }
    List<Long> spare =
        range.layers().stream()
            .map(one -> Math.max(0, one.size() - one.pruned - rules.leastActive(one.size())))
            .toList();
    long most = spare.stream().mapToLong(Long::longValue).sum();
    if (wanted > most) {
      warnings.say(
          "A sparsity of "
              + target
              + " isn't reached, as each layer keeps a density of "
              + rules.leastDensity()
              + ".");
    }
    return new Selection.Request(range, Math.min(wanted, most), spare);
  }

  /**
   * Returns how many more weights to prune; 0 if the masks are to stay as they are. The paper's
   * rule counts the weights of layers that have an active one.
   */
  private long byThreshold(double target, LayerRange range) {
    long active = range.active();
    long live = range.sizeOfLiveLayers();
    long wanted = (long) Math.floor(target * live) - (live - active);
    if (wanted < 2) {
      // No score is below a threshold at the smallest active score.
      return 0;
    }
    if (wanted >= active) {
      warnings.say(
          "Sparsity "
              + target
              + " would prune "
              + wanted
              + " of "
              + active
              + " active weights, which is all: the masks stay as they are.");
      return 0;
    }
    return wanted;
  }
}
