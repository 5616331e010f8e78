package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pruning session of one trainer, driven by the trainer's events. */
final class TrainerSession {

  private static final double TOLERANCE = 1e-9;

  private final PruningRules rules;
  private final Trainer trainer;
  private final Map<String, String> pathsById = new HashMap<>();
  private @Nullable PruningSession session;
  private @Nullable Masks finalMasks;
  private List<String> warnings = List.of();
  private final @Nullable Trained before;
  private int epoch;
  private boolean awaitingStep;

  /**
   * What a trainer left behind.
   *
   * @param masks its masks
   * @param epochs how many epochs were trained in all
   * @param batches how many batches were trained in all
   */
  record Trained(Masks masks, int epochs, long batches) {}

  TrainerSession(PruningRules rules, Trainer trainer, @Nullable Trained before) {
    Device[] devices = trainer.getDevices();
    if (devices.length > 1) {
      throw new IllegalArgumentException(
          "Pruning works on one device, but the trainer uses "
              + Arrays.toString(devices)
              + ": give its configuration one by optDevices.");
    }
    this.rules = rules;
    this.trainer = trainer;
    this.before = before;
    this.epoch = 1 + (before == null ? rules.start().epochs() : before.epochs());
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

  synchronized List<String> warnings() {
    return warnings;
  }

  /**
   * Ends the training.
   *
   * @return what is left of it; null if it had no batch
   */
  synchronized @Nullable Trained end() {
    PruningSession ending = session;
    if (ending == null) {
      return null;
    }
    try (ending) {
      session = null;
      warnIfShort(ending);
      Masks masks = ending.masks();
      finalMasks = masks;
      warnings = ending.warnings();
      return new Trained(masks, epoch - 1, ending.batchesSeen());
    }
  }

  /** Warns if less was pruned than the schedule says at its end, and says why. */
  private void warnIfShort(PruningSession ending) {
    if (awaitingStep && ending.anyPruned()) {
      ending.warn(
          "The last masks weren't applied: train with the optimizer that wrap() or attach() gives"
              + " the configuration.");
    }
    double reached = ending.lastTarget();
    double last = rules.schedule().finalSparsity();
    if (reached >= last - TOLERANCE) {
      return;
    }
    String length =
        "the training had " + ending.batchesSeen() + " batches in " + (epoch - 1) + " epochs";
    if (ending.batchesSeen() < rules.updateEvery()) {
      ending.warn(
          "Nothing was pruned: masks are updated every "
              + rules.updateEvery()
              + " batches, but "
              + length
              + ".");
    } else if (reached == 0 && !ending.anyPruned()) {
      ending.warn("Nothing was pruned: " + rules.schedule() + " hadn't begun, as " + length + ".");
    } else {
      ending.warn(
          "Pruning stopped at a target of "
              + reached
              + " instead of "
              + last
              + ": "
              + rules.schedule()
              + " hadn't ended, as "
              + length
              + ".");
    }
  }

  private PruningSession open() {
    Block block = trainer.getModel().getBlock();
    Device trained = trainer.getDevices()[0];
    PrunableWeights.prunable(block, rules)
        .values()
        .forEach(
            parameter -> {
              Device device = parameter.getArray().getDevice();
              if (!device.equals(trained)) {
                throw new IllegalStateException(
                    "The parameters are on "
                        + device
                        + ", but the trainer uses "
                        + trained
                        + ": load the model there.");
              }
            });
    block.getParameters().forEach(p -> pathsById.put(p.getValue().getId(), p.getKey()));
    PruningSession opened = PruningSession.of(rules, block);
    if (before != null) {
      goOn(opened, before);
    }
    return opened;
  }

  /** Goes on from the zeros that the last trainer of the same block left. */
  private void goOn(PruningSession opened, Trained before) {
    if (opened.fits(before.masks()) && opened.isPruned(before.masks())) {
      opened.restore(before.masks(), before.batches());
      return;
    }
    epoch -= before.epochs() - rules.start().epochs();
    opened.warn(
        "The weights aren't those that the last training with this pruner left: this one starts"
            + " afresh.");
  }
}
