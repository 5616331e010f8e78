package org.synprune.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
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
import org.synprune.pruning.CsrMatrix;
import org.synprune.pruning.Pruning;
import org.synprune.pruning.SparseWeights;

/**
 * A linear layer of 1024 x 1024, pruned: the engine's product of dense matrices, zeros and all,
 * against {@link CsrMatrix#multiply}, on one thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InferenceBenchmark {

  private static final int UNITS = 1024;

  /** How many inputs are multiplied at once. */
  @State(Scope.Thread)
  public static class Inputs {

    /** The number. */
    @Param({"1", "32"})
    private int width;

    private NDManager manager;
    private Block layer;
    private NDArray input;

    /** Makes the layer and its input. */
    @Setup(Level.Trial)
    public void make() {
      manager = NDManager.newBaseManager();
      manager.getEngine().setRandomSeed(42);
      layer = Linear.builder().setUnits(UNITS).optBias(false).build();
      layer.initialize(manager, DataType.FLOAT32, new Shape(1, UNITS));
      input = manager.randomNormal(new Shape(UNITS, width));
    }

    /** Releases them. */
    @TearDown(Level.Trial)
    public void release() {
      manager.close();
    }
  }

  /** The layer as a sparse matrix. */
  @State(Scope.Thread)
  public static class Sparse {

    /** The share of weights that are pruned. */
    @Param({"0.5", "0.7", "0.8", "0.9", "0.95", "0.99"})
    private double sparsity;

    private CsrMatrix matrix;
    private int width;
    private float[] x;
    private float[] y;

    /** Prunes the layer. */
    @Setup(Level.Trial)
    public void prune(Inputs inputs) {
      matrix = SparseWeights.of(inputs.layer, Pruning.apply(inputs.layer, sparsity)).csr("weight");
      width = inputs.width;
      x = inputs.input.toFloatArray();
      y = new float[UNITS * width];
    }
  }

  /** The engine's product, which takes equally long at any sparsity. */
  @Benchmark
  public void dense(Inputs inputs) {
    inputs.layer.getParameters().get("weight").getArray().matMul(inputs.input).close();
  }

  /** This library's product. */
  @Benchmark
  public float[] csr(Sparse sparse) {
    sparse.matrix.multiply(sparse.x, sparse.width, sparse.y);
    return sparse.y;
  }

  /** Runs the benchmark and prints its table; takes JMH's options. */
  public static void main(String[] args) throws Exception {
    Results results = Results.of(InferenceBenchmark.class, args);
    System.out.println();
    System.out.println("| inputs | sparsity | dense, µs | CSR, µs | dense / CSR |");
    System.out.println("| ---: | ---: | ---: | ---: | ---: |");
    for (String width : results.values("width")) {
      double dense = results.score("dense", Map.of("width", width));
      for (String sparsity : results.values("sparsity")) {
        double csr = results.score("csr", Map.of("width", width, "sparsity", sparsity));
        System.out.printf(
            "| %s | %s | %.1f | %.1f | %.2fx |%n", width, sparsity, dense, csr, dense / csr);
      }
    }
  }
}
