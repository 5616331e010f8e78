package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prunes single weights, for good (algorithm 3). */
final class WeightUpdate implements MaskUpdate {

  private static final Logger logger = LoggerFactory.getLogger(PruningSession.class);

  private final PruningRules rules;
  private final MaskedLayers layers;
  private boolean warned;

  WeightUpdate(PruningRules rules, MaskedLayers layers) {
    this.rules = rules;
    this.layers = layers;
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    List<Selection.Request> requests = requests(target);
    if (requests.isEmpty()) {
      return false;
    }
    Selection.prune(scores.ranking(), layers.mask(), requests, rules.countRule());
    return true;
  }

  private List<Selection.Request> requests(double target) {
    if (rules.scope() == Scope.GLOBAL) {
      return request(target, layers.all()).stream().toList();
    }
    List<Shape> shapes = List.copyOf(layers.shapes().values());
    double[] targets = rules.scope().layerTargets(target, shapes);
    var requests = new ArrayList<Selection.Request>();
    for (int i = 0; i < targets.length; i++) {
      request(targets[i], layers.one(i)).ifPresent(requests::add);
    }
    return requests;
  }

  private Optional<Selection.Request> request(double target, MaskedLayers.Span span) {
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
    return Optional.of(new Selection.Request(span, wanted));
  }
}
