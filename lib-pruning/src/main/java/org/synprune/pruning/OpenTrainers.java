package org.synprune.pruning;

import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open trainers of one pruner, found by trainer or by parameter. */
final class OpenTrainers {

  private final PruningRules rules;
  private final Map<Trainer, TrainerSession> byTrainer = new ConcurrentHashMap<>();
  private final Map<String, TrainerSession> byParameterId = new ConcurrentHashMap<>();

  /** What the last trainer of a block left, for the next one. */
  private final Map<Block, TrainerSession.Trained> trained =
      Collections.synchronizedMap(new WeakHashMap<>());

  private volatile @Nullable TrainerSession latest;

  OpenTrainers(PruningRules rules) {
    this.rules = rules;
  }

  void begin(Trainer trainer) {
    var session = new TrainerSession(rules, trainer, trained.get(trainer.getModel().getBlock()));
    byTrainer.put(trainer, session);
    latest = session;
  }

  void afterBackward(Trainer trainer) {
    TrainerSession session = byTrainer.get(trainer);
    if (session == null) {
      throw new IllegalStateException(
          "This trainer was opened without the pruner among its listeners.");
    }
    for (String parameterId : session.afterBackward()) {
      byParameterId.put(parameterId, session);
    }
  }

  void afterStep(String parameterId) {
    TrainerSession session = byParameterId.get(parameterId);
    if (session == null) {
      throw new IllegalStateException(
          "The pruner wraps the optimizer but wasn't told of the batch: add it to the trainer's"
              + " listeners and notify them before each step, as EasyTrain.trainBatch does.");
    }
    session.afterStep(parameterId);
  }

  void nextEpoch(Trainer trainer) {
    TrainerSession session = byTrainer.get(trainer);
    if (session != null) {
      session.nextEpoch();
    }
  }

  void end(Trainer trainer) {
    TrainerSession session = byTrainer.remove(trainer);
    if (session != null) {
      byParameterId.values().removeIf(owner -> owner == session);
      TrainerSession.Trained left = session.end();
      if (left != null) {
        trained.put(trainer.getModel().getBlock(), left);
      }
    }
  }

  Masks latestMasks() {
    return latest().masks();
  }

  List<String> latestWarnings() {
    return latest().warnings();
  }

  private TrainerSession latest() {
    TrainerSession session = latest;
    if (session == null) {
      throw new IllegalStateException("No trainer has had this pruner among its listeners.");
    }
    return session;
  }
}
