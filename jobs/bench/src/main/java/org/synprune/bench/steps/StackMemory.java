package org.synprune.bench.steps;

import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.process.ProcessMemory;

/** Trains a stack of trials and prints the most memory that this process had resident, in MB. */
public final class StackMemory {

  private StackMemory() {}

  /** Arguments: architecture, lookback, regulariser, trials. */
  public static void main(String[] args) {
    int trials = Integer.parseInt(args[3]);
    new OwnSteps(trials, trials)
        .millis(TrainingCase.of(args[0], args[1], args[2]), OwnSteps.LEAST_BATCHES);
    System.out.println(ProcessMemory.peakMegabytes(ProcessHandle.current().pid()));
  }
}
