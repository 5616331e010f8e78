package org.synprune.pruning;

import ai.djl.training.Trainer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open trainers of one pruner, found by trainer or by parameter. */
final class OpenTrainers {

  private final PruningRules rules;
  private final Map<Trainer, TrainerSession> byTrainer = new ConcurrentHashMap<>();
  private final Map<String, TrainerSession> byParameterId = new ConcurrentHashMap<>();
  private volatile @Nullable TrainerSession latest;

  OpenTrainers(PruningRules rules) {
    this.rules = rules;
  }

  void begin(Trainer trainer) {
    var session = new TrainerSession(rules, trainer);
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
      session.close();
    }
  }

  Masks latestMasks() {
    TrainerSession session = latest;
    if (session == null) {
      throw new IllegalStateException("No trainer has had this pruner among its listeners.");
    }
    return session.masks();
  }
}
