package org.synprune.bench.peak;

import java.util.concurrent.CompletableFuture;

/**
 * What two cores of this machine do over one where nothing is shared but the processor: two
 * processes of {@link FmaLoop}. Less than 2 is the clock's, or other machines' on the same
 * hardware, and no program can do better.
 */
public final class CorePair implements AutoCloseable {

  private static final int TURNS = 20;

  private final FmaPeak first = new FmaPeak();
  private final FmaPeak second = new FmaPeak();

  /**
   * Speeds measured in turns.
   *
   * @param one GFLOP/s of one process alone
   * @param two of both at once, added up
   */
  public record Speeds(double one, double two) {}

  /**
   * Measures.
   *
   * @return their speeds
   */
  public Speeds measure() {
    double one = 0;
    double two = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      one += (turn % 2 == 0 ? first : second).meanGigaflops();
      CompletableFuture<Double> beside = CompletableFuture.supplyAsync(second::meanGigaflops);
      two += first.meanGigaflops() + beside.join();
    }
    return new Speeds(one / TURNS, two / TURNS);
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
