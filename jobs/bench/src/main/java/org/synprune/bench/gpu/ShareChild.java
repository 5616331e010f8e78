package org.synprune.bench.gpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.pruning.Placement;

/**
 * One of the processes that share a device. Says {@value #READY}, waits for a line with a number of
 * seconds, trains for so long, and says how many steps of a trial it took a second.
 */
final class ShareChild {

  static final String READY = "ready";

  private static final int BATCHES = 20;

  private ShareChild() {}

  /** Arguments: device, network, lookback, arm, trials side by side. */
  public static void main(String[] args) throws IOException {
    TrainingCase cell = TrainingCase.of(args[1], args[2], args[3]);
    int trials = Integer.parseInt(args[4]);
    OwnSteps steps = new OwnSteps(trials, CheckedDevice.named(args[0]), Placement.DEVICE);
    steps.millis(cell, BATCHES);
    System.out.println(READY);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    double seconds = Double.parseDouble(in.readLine());
    long start = System.nanoTime();
    long taken = 0;
    double passed;
    do {
      steps.millis(cell, BATCHES);
      taken += (long) BATCHES * trials;
      passed = (System.nanoTime() - start) * 1e-9;
    } while (passed < seconds);
    System.out.println(taken / passed);
  }
}
