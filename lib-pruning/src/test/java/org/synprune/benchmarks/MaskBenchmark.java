package org.synprune.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.synprune.pruning.CountRule;
import org.synprune.pruning.Masks;
import org.synprune.pruning.PruningSession;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;

/**
 * What a mask update and a mask application take, as multiples of one plain pass that reads and
 * writes the same weights.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MaskBenchmark {

  private static final double SPARSITY = 0.7;

  /** One matrix of normal weights. */
  @State(Scope.Thread)
  public static class Weights {

    /** How many. */
    @Param({"20000", "100000", "1000000", "10000000"})
    private int weights;

    private NDManager manager;
    private NDArray array;
    private NDArray one;
    private PruningSession session;

    /** Makes the weights; nothing is pruned yet. */
    @Setup(Level.Trial)
    public void make() {
      manager = NDManager.newBaseManager();
      manager.getEngine().setRandomSeed(42);
      array = manager.randomNormal(new Shape(100, weights / 100));
      one = manager.create(1f);
      session =
          SynapticPruner.builder()
              .optSchedule(SparsitySchedule.constant(SPARSITY))
              .optCountRule(CountRule.EXACT)
              .optUpdateEvery(1)
              .build()
              .newSession(Map.of("weight", array));
    }

    /** Releases them. */
    @TearDown(Level.Trial)
    public void release() {
      session.close();
      manager.close();
    }
  }

  /** Weights with masks. */
  @State(Scope.Thread)
  public static class Pruned {

    private PruningSession session;

    /** Prunes. */
    @Setup(Level.Trial)
    public void prune(Weights weights) {
      session = weights.session;
      if (!session.afterBackward(1)) {
        throw new IllegalStateException("Nothing was pruned: there is nothing to measure.");
      }
    }
  }

  /** Weights that are all active before every update. */
  @State(Scope.Thread)
  public static class Unpruned {

    private PruningSession session;
    private Masks none;

    /** Keeps the masks with every weight active. */
    @Setup(Level.Trial)
    public void keep(Weights weights) {
      session = weights.session;
      none = session.masks();
    }

    /** Makes all active again: an update that has nothing to do would cost nothing. */
    @Setup(Level.Invocation)
    public void restore() {
      session.restore(none, 0);
    }
  }

  /** The unit: reads and writes each weight once. */
  @Benchmark
  public NDArray pass(Weights weights) {
    return weights.array.muli(weights.one);
  }

  /** Sets pruned weights to 0. */
  @Benchmark
  public void application(Pruned pruned) {
    pruned.session.applyMasks();
  }

  /** Scores all weights and prunes the smallest. */
  @Benchmark
  public boolean update(Unpruned unpruned) {
    return unpruned.session.afterBackward(1);
  }

  /** Runs the benchmark and prints its table; takes JMH's options. */
  public static void main(String[] args) throws Exception {
    Results results = Results.of(MaskBenchmark.class, args);
    System.out.println();
    System.out.println("| weights | pass, µs | application | update |");
    System.out.println("| ---: | ---: | ---: | ---: |");
    for (String weights : results.values("weights")) {
      double pass = results.score("pass", Map.of("weights", weights));
      System.out.printf(
          "| %s | %.1f | %.2fx | %.2fx |%n",
          weights,
          pass,
          results.score("application", Map.of("weights", weights)) / pass,
          results.score("update", Map.of("weights", weights)) / pass);
    }
  }
}
