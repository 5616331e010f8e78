package org.synprune.bench.figure;

import java.util.List;
import java.util.function.DoubleSupplier;

/** Measures several parties turn by turn, so that all of them see the same machine. */
public final class Turns {

  private Turns() {}

  /**
   * Measures.
   *
   * @param rounds how often each has its turn
   * @param parties each measures itself once when asked
   * @return for each party its measurement of each round
   */
  public static double[][] take(int rounds, List<DoubleSupplier> parties) {
    double[][] measured = new double[parties.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int party = 0; party < parties.size(); party++) {
        measured[party][round] = parties.get(party).getAsDouble();
      }
    }
    return measured;
  }
}
