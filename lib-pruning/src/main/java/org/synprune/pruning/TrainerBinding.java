package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The session of one trainer: follows its events and knows its parameters by id. */
final class TrainerBinding implements AutoCloseable {

  private final PruningRules rules;
  private final Trainer trainer;
  private final Map<String, String> pathsById = new HashMap<>();
  private PruningSession session;
  private Masks finalMasks;
  private int epoch = 1;
  private boolean awaitingStep;

  TrainerBinding(PruningRules rules, Trainer trainer) {
    Device[] devices = trainer.getDevices();
    if (devices.length > 1) {
      throw new IllegalArgumentException(
          "Pruning works on one device, but the trainer uses " + Arrays.toString(devices) + ".");
    }
    this.rules = rules;
    this.trainer = trainer;
  }

  /** Updates the masks if due; returns the ids of all parameters of this trainer. */
  synchronized Set<String> afterBackward() {
    if (session == null) {
      open();
    } else if (awaitingStep && session.anyPruned()) {
      throw new IllegalStateException(
          "Masks aren't applied: after each batch the trainer must step, with the optimizer that"
              + " wrap() returned. A loop that steps after several opens a session of its own.");
    }
    session.afterBackward(epoch);
    awaitingStep = true;
    return pathsById.keySet();
  }

  /** Masks one of this trainer's parameters, if it is prunable. */
  synchronized void afterStep(String parameterId) {
    awaitingStep = false;
    session.applyMask(pathsById.get(parameterId));
  }

  synchronized void nextEpoch() {
    epoch++;
  }

  synchronized Masks masks() {
    if (finalMasks != null) {
      return finalMasks;
    }
    if (session == null) {
      throw new IllegalStateException("The training hasn't seen a batch yet.");
    }
    return session.masks();
  }

  @Override
  public synchronized void close() {
    if (session != null) {
      finalMasks = session.masks();
      session.close();
      session = null;
    }
  }

  private void open() {
    Block block = trainer.getModel().getBlock();
    Device trained = trainer.getDevices()[0];
    PrunableWeights weights = PrunableWeights.of(block, rules);
    for (NDArray weight : weights.byPath().values()) {
      if (!weight.getDevice().equals(trained)) {
        throw new IllegalStateException(
            "The parameters lie on "
                + weight.getDevice()
                + ", but are trained on "
                + trained
                + ": load the model there.");
      }
    }
    session = new PruningSession(rules, weights);
    block.getParameters().forEach(p -> pathsById.put(p.getValue().getId(), p.getKey()));
  }
}
