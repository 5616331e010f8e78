package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prunes single weights, which never grow back (algorithm 3). */
final class WeightUpdate implements SelectingUpdate {

  private static final Logger logger = LoggerFactory.getLogger(PruningSession.class);

  private final PruningRules rules;
  private final MaskedWeights layers;
  private boolean warned;

  WeightUpdate(PruningRules rules, MaskedWeights layers) {
    this.rules = rules;
    this.layers = layers;
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
    List<Selection.Request> requests = requests(target);
    return Selection.any(requests)
        ? new Change(scores.ranking(), requests, null, List.of(), false, rules.countRule())
        : null;
  }

  private List<Selection.Request> requests(double target) {
    if (rules.scope() == Scope.GLOBAL) {
      return requests(new double[] {target}, List.of(layers.all()));
    }
    List<Shape> shapes = List.copyOf(layers.shapes().values());
    double[] targets = rules.scope().layerTargets(target, shapes);
    return requests(targets, IntStream.range(0, targets.length).mapToObj(layers::one).toList());
  }

  private List<Selection.Request> requests(double[] targets, List<LayerRange> ranges) {
    var requests = new ArrayList<Selection.Request>();
    for (int i = 0; i < targets.length; i++) {
      LayerRange range = ranges.get(i);
      requests.add(new Selection.Request(range, wanted(targets[i], range)));
    }
    return requests;
  }

  /** Returns how many more weights to prune; 0 if the masks are to stay as they are. */
  private long wanted(double target, LayerRange range) {
    long active = range.active();
    long wanted =
        (long) Math.floor(target * range.sizeOfLiveLayers()) - (range.sizeOfLiveLayers() - active);
    // No score is below a threshold at the smallest active score.
    long least = rules.countRule() == CountRule.THRESHOLD ? 2 : 1;
    if (wanted < least) {
      return 0;
    }
    if (wanted >= active) {
      if (!warned) {
        logger.warn(
            "Sparsity {} would prune {} of {} active weights, which is all: the masks stay as they are.",
            target,
            wanted,
            active);
        warned = true;
      }
      return 0;
    }
    return wanted;
  }
}
