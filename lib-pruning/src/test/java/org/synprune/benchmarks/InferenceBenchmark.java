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
 * Compares the engine's dense matrix product of a pruned linear layer with {@link
 * CsrMatrix#multiply}, on one thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
public class InferenceBenchmark {

  /** The layer and its inputs. */
  @State(Scope.Thread)
  public static class Inputs {

    /** The numbers of units and inputs of the layer. */
    @Param({"64x256", "1024x1024"})
    private String layer;

    /** The number of vectors in one multiplication. */
    @Param({"1", "32"})
    private int width;

    private NDManager manager;
    private Block block;
    private NDArray input;

    /** Creates the layer and its input. */
    @Setup(Level.Trial)
    public void make() {
      manager = NDManager.newBaseManager();
      manager.getEngine().setRandomSeed(42);
      String[] sizes = layer.split("x", -1);
      long columns = Long.parseLong(sizes[1]);
      block = Linear.builder().setUnits(Long.parseLong(sizes[0])).optBias(false).build();
      block.initialize(manager, DataType.FLOAT32, new Shape(1, columns));
      input = manager.randomNormal(new Shape(columns, width));
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
      matrix = SparseWeights.of(inputs.block, Pruning.apply(inputs.block, sparsity)).csr("weight");
      width = inputs.width;
      x = inputs.input.toFloatArray();
      y = new float[matrix.rows() * width];
    }
  }

  /** The engine's product, whose time doesn't depend on the sparsity. */
  @Benchmark
  public void dense(Inputs inputs) {
    inputs.block.getParameters().get("weight").getArray().matMul(inputs.input).close();
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
    var head = new StringBuilder("| layer | vectors | dense, µs |");
    var line = new StringBuilder("| --- | ---: | ---: |");
    for (String sparsity : results.values("sparsity")) {
      head.append(" ").append(sparsity).append(" |");
      line.append(" ---: |");
    }
    System.out.println("How many times as fast CSR is, by sparsity:");
    System.out.println();
    System.out.println(head);
    System.out.println(line);
    for (String layer : results.names("layer")) {
      for (String width : results.values("width")) {
        var dense = Map.of("layer", layer, "width", width);
        double unit = results.score("dense", dense);
        System.out.printf("| %s | %s | %.1f |", layer, width, unit);
        for (String sparsity : results.values("sparsity")) {
          var csr = Map.of("layer", layer, "width", width, "sparsity", sparsity);
          System.out.printf(" %.2fx |", unit / results.score("csr", csr));
        }
        System.out.println();
      }
    }
  }
}
