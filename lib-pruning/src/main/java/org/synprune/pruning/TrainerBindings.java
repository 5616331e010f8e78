package org.synprune.pruning;

import ai.djl.training.Trainer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open trainers of one pruner, and whose parameters are whose. */
final class TrainerBindings {

  private final PruningRules rules;
  private final Map<Trainer, TrainerBinding> byTrainer = new ConcurrentHashMap<>();
  private final Map<String, TrainerBinding> byParameterId = new ConcurrentHashMap<>();
  private volatile TrainerBinding latest;

  TrainerBindings(PruningRules rules) {
    this.rules = rules;
  }

  void begin(Trainer trainer) {
    var binding = new TrainerBinding(rules, trainer);
    byTrainer.put(trainer, binding);
    latest = binding;
  }

  void afterBackward(Trainer trainer) {
    TrainerBinding binding = byTrainer.get(trainer);
    if (binding == null) {
      throw new IllegalStateException("This trainer began without the pruner as its listener.");
    }
    for (String parameterId : binding.afterBackward()) {
      byParameterId.put(parameterId, binding);
    }
  }

  void afterStep(String parameterId) {
    TrainerBinding binding = byParameterId.get(parameterId);
    if (binding == null) {
      throw new IllegalStateException(
          "The optimizer is wrapped by a pruner that didn't see the batch: add the pruner to the"
              + " trainer's listeners and notify them before each step, as EasyTrain.trainBatch"
              + " does.");
    }
    binding.afterStep(parameterId);
  }

  void nextEpoch(Trainer trainer) {
    TrainerBinding binding = byTrainer.get(trainer);
    if (binding != null) {
      binding.nextEpoch();
    }
  }

  void end(Trainer trainer) {
    TrainerBinding binding = byTrainer.remove(trainer);
    if (binding != null) {
      byParameterId.values().removeIf(owner -> owner == binding);
      binding.close();
    }
  }

  Masks latestMasks() {
    TrainerBinding binding = latest;
    if (binding == null) {
      throw new IllegalStateException("No trainer has had this pruner among its listeners.");
    }
    return binding.masks();
  }
}
