package org.synprune.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
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
import org.synprune.pruning.Regrowth;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;
import org.synprune.pruning.SynapticPrunerBuilder;

/**
 * Measures the time of a mask update and of a mask application in multiples of one plain pass that
 * reads and writes the same weights.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class MaskBenchmark {

  private static final double SPARSITY = 0.7;

  /** The methods that update the masks. */
  public enum Method {
    /** Prunes the smallest weights. */
    MAGNITUDE,
    /** Exchanges small weights for those with large gradients. */
    RIGL,
    /** Exchanges small weights for random ones. */
    SET;

    private PruningSession open(NDArray weights) {
      SynapticPrunerBuilder builder =
          SynapticPruner.builder()
              .optSchedule(SparsitySchedule.constant(SPARSITY))
              .optCountRule(CountRule.EXACT)
              .optUpdateEvery(1);
      switch (this) {
        case RIGL -> builder.optRegrowth(Regrowth.byGradient(0.3, 20, 42));
        case SET -> builder.optRegrowth(Regrowth.random(0.3, 20, 42));
        case MAGNITUDE -> {}
      }
      return builder.build().newSession(Map.of("weight", weights));
    }
  }

  /** One matrix of normally distributed weights. */
  @State(Scope.Thread)
  public static class Weights {

    /** The number of weights. */
    @Param({"20000", "100000", "1000000", "10000000"})
    private int weights;

    private NDManager manager;
    private NDArray array;
    private NDArray one;

    /** Creates the weights. */
    @Setup(Level.Trial)
    public void make() {
      manager = NDManager.newBaseManager();
      manager.getEngine().setRandomSeed(42);
      array = manager.randomNormal(new Shape(100, weights / 100));
      one = manager.create(1f);
    }

    /** Releases them. */
    @TearDown(Level.Trial)
    public void release() {
      manager.close();
    }
  }

  /** Pruned weights and their masks. */
  @State(Scope.Thread)
  public static class Pruned {

    private PruningSession session;

    /** Prunes. */
    @Setup(Level.Trial)
    public void prune(Weights weights) {
      session = Method.MAGNITUDE.open(weights.array);
      if (!session.afterBackward(1)) {
        throw new IllegalStateException("Nothing was pruned: there is nothing to measure.");
      }
    }

    /** Releases the masks. */
    @TearDown(Level.Trial)
    public void release() {
      session.close();
    }
  }

  /** Weights and masks that are reset before every update. */
  @State(Scope.Thread)
  public static class Updated {

    /** The method that updates the masks. */
    @Param private Method method;

    private NDArray array;
    private NDArray one;
    private NDArray original;
    private Map<String, NDArray> gradients;
    private PruningSession session;
    private Masks first;

    /** Keeps the weights and masks with which the method starts. */
    @Setup(Level.Trial)
    public void keep(Weights weights) {
      array = weights.array;
      one = weights.one;
      original = array.duplicate();
      gradients = Map.of("weight", weights.manager.randomNormal(array.getShape()));
      session = method.open(array);
      session.applyMasks();
      first = session.masks();
    }

    /**
     * Undoes the last update, so that the next one has the same work. Then reads the weights, as a
     * forward pass does before an update, so that they are in the caches as for the plain pass.
     */
    @Setup(Level.Invocation)
    public void restore() {
      array.set(new NDIndex("..."), original);
      session.restore(first, 0);
      array.muli(one);
    }

    /** Releases the masks. */
    @TearDown(Level.Trial)
    public void release() {
      session.close();
    }
  }

  /** The plain pass: reads and writes each weight once. */
  @Benchmark
  public NDArray pass(Weights weights) {
    return weights.array.muli(weights.one);
  }

  /** Sets pruned weights to 0. */
  @Benchmark
  public void application(Pruned pruned) {
    pruned.session.applyMasks();
  }

  /** Scores all weights and changes the masks. */
  @Benchmark
  public boolean update(Updated updated) {
    return updated.session.afterBackward(1, updated.gradients::get);
  }

  /** Runs the benchmark and prints its table; takes JMH's options. */
  public static void main(String[] args) throws Exception {
    Results results = Results.of(MaskBenchmark.class, args);
    System.out.println();
    System.out.println(
        "| weights | pass, µs | application | update: magnitude | update: RigL | update: SET |");
    System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: |");
    for (String weights : results.values("weights")) {
      double pass = results.score("pass", Map.of("weights", weights));
      System.out.printf(
          "| %s | %.1f | %.1fx |",
          weights, pass, results.score("application", Map.of("weights", weights)) / pass);
      for (Method method : Method.values()) {
        Map<String, String> which = Map.of("weights", weights, "method", method.name());
        System.out.printf(" %.1fx |", results.score("update", which) / pass);
      }
      System.out.println();
    }
  }
}
