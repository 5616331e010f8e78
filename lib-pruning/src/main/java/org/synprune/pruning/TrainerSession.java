package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pruning session of one trainer, driven by the trainer's events. */
final class TrainerSession implements AutoCloseable {

  private final PruningRules rules;
  private final Trainer trainer;
  private final Map<String, String> pathsById = new HashMap<>();
  private @Nullable PruningSession session;
  private @Nullable Masks finalMasks;
  private int epoch = 1;
  private boolean awaitingStep;

  TrainerSession(PruningRules rules, Trainer trainer) {
    Device[] devices = trainer.getDevices();
    if (devices.length > 1) {
      throw new IllegalArgumentException(
          "Pruning works on one device, but the trainer uses " + Arrays.toString(devices) + ".");
    }
    this.rules = rules;
    this.trainer = trainer;
  }

  /** Updates the masks if an update is due; returns the ids of all parameters of the trainer. */
  synchronized Set<String> afterBackward() {
    PruningSession current = session;
    if (current == null) {
      current = open();
      session = current;
    } else if (awaitingStep && current.anyPruned()) {
      throw new IllegalStateException(
          "The masks weren't applied since the last batch: call trainer.step() after each batch, with"
              + " the optimizer that wrap() returned. To step after several batches, use"
              + " newSession() instead of the listener.");
    }
    current.afterBackward(epoch);
    awaitingStep = true;
    return pathsById.keySet();
  }

  /** Masks one of the trainer's parameters, if it is pruned. */
  synchronized void afterStep(String parameterId) {
    awaitingStep = false;
    String path = pathsById.get(parameterId);
    if (session != null && path != null) {
      session.applyMask(path);
    }
  }

  synchronized void nextEpoch() {
    epoch++;
  }

  synchronized Masks masks() {
    if (finalMasks != null) {
      return finalMasks;
    }
    if (session == null) {
      throw new IllegalStateException("The training hasn't had a batch yet.");
    }
    return session.masks();
  }

  @Override
  public synchronized void close() {
    if (session != null) {
      try (PruningSession ending = session) {
        session = null;
        finalMasks = ending.masks();
      }
    }
  }

  private PruningSession open() {
    Block block = trainer.getModel().getBlock();
    Device trained = trainer.getDevices()[0];
    PrunableWeights weights = PrunableWeights.ofBlock(block, rules);
    for (NDArray weight : weights.byPath().values()) {
      if (!weight.getDevice().equals(trained)) {
        throw new IllegalStateException(
            "The parameters are on "
                + weight.getDevice()
                + ", but the trainer uses "
                + trained
                + ": load the model there.");
      }
    }
    block.getParameters().forEach(p -> pathsById.put(p.getValue().getId(), p.getKey()));
    return new PruningSession(rules, weights);
  }
}
