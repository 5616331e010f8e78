package org.synprune.pruning;

import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;

/** A listener that looks at a training after each of its epochs. */
final class AfterEpoch extends TrainingListenerAdapter {

  private final Runnable look;

  AfterEpoch(Runnable look) {
    this.look = look;
  }

  @Override
  public void onEpoch(Trainer trainer) {
    look.run();
  }
}
