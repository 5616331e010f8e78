package org.synprune.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.synprune.pruning.CsrMatrix;
import org.synprune.pruning.Masks;
import org.synprune.pruning.Pruning;
import org.synprune.pruning.Scope;
import org.synprune.pruning.SparseWeights;
import org.synprune.pruning.SparsityReport;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.Structure;
import org.synprune.pruning.SynapticPruner;

/**
 * What pruning saves at inference: a network as it is, the same with single weights pruned, these
 * as sparse matrices, and with neurons pruned and removed. One thread; the parties take turns.
 */
public final class ShrinkBenchmark {

  private static final int BATCH = 32;
  private static final int ROUNDS = 21;
  private static final double SECONDS = 0.05;
  private static final double[] SPARSITIES = {0.3, 0.5, 0.7, 0.9};

  private ShrinkBenchmark() {}

  private record Network(String name, Shape input, Supplier<Block> block) {

    Block create(NDManager manager) {
      Engine.getInstance().setRandomSeed(42);
      Block made = block.get();
      made.initialize(manager, DataType.FLOAT32, input);
      return made;
    }
  }

  private static List<Network> networks() {
    return List.of(
        new Network(
            "MLP 784-512-512-10",
            new Shape(BATCH, 784),
            () ->
                new SequentialBlock()
                    .add(Linear.builder().setUnits(512).build())
                    .add(Activation.reluBlock())
                    .add(Linear.builder().setUnits(512).build())
                    .add(Activation.reluBlock())
                    .add(Linear.builder().setUnits(10).build())),
        new Network(
            "4 convolutions of 64",
            new Shape(BATCH, 16, 16, 16),
            () -> {
              SequentialBlock block = new SequentialBlock();
              for (int i = 0; i < 4; i++) {
                block
                    .add(
                        Conv2d.builder()
                            .setKernelShape(new Shape(3, 3))
                            .optPadding(new Shape(1, 1))
                            .setFilters(64)
                            .build())
                    .add(Activation.reluBlock());
              }
              return block
                  .add(Pool.globalAvgPool2dBlock())
                  .add(Linear.builder().setUnits(10).build());
            }),
        new Network(
            "GRU of 256, 20 steps",
            new Shape(BATCH, 20, 32),
            () ->
                new SequentialBlock()
                    .add(
                        GRU.builder().setNumLayers(1).setStateSize(256).optBatchFirst(true).build())
                    .addSingleton(x -> x.get(":, -1"))
                    .add(Linear.builder().setUnits(1).build())));
  }

  private static SynapticPruner pruner(Structure structure, double sparsity) {
    return SynapticPruner.builder()
        .optStructure(structure)
        .optScope(Scope.UNIFORM)
        .optSchedule(SparsitySchedule.constant(sparsity))
        .build();
  }

  /** The layers of a network of linear layers as sparse matrices. */
  private static Runnable sparse(Block block, Masks masks, NDArray x) {
    SparseWeights weights = SparseWeights.of(block, masks);
    List<CsrMatrix> layers = masks.paths().stream().map(weights::csr).toList();
    float[] input = x.transpose().flatten().toFloatArray();
    float[][] outputs = new float[layers.size()][];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = new float[layers.get(i).rows() * BATCH];
    }
    return () -> {
      float[] in = input;
      for (int i = 0; i < outputs.length; i++) {
        layers.get(i).multiply(in, BATCH, outputs[i]);
        in = outputs[i];
        for (int j = 0; j < in.length; j++) {
          in[j] = Math.max(0, in[j]);
        }
      }
    };
  }

  private static Runnable forward(Block block, NDArray x) {
    NDManager manager = x.getManager();
    return () -> {
      try (NDManager scope = manager.newSubManager()) {
        NDArray input = x.duplicate();
        input.attach(scope);
        block.forward(new ParameterStore(scope, false), new NDList(input), false).close();
      }
    };
  }

  private static long count(Block block) {
    return block.getParameters().values().stream().mapToLong(p -> p.getArray().size()).sum();
  }

  /** Runs the benchmark and prints its table. */
  public static void main(String[] args) {
    System.out.println(
        "| network | sparsity | numbers, shrunken | MFLOP, shrunken | dense, µs | masked | CSR |"
            + " shrunken |");
    System.out.println("| --- | ---: | --- | --- | ---: | ---: | ---: | ---: |");
    for (Network network : networks()) {
      for (double sparsity : SPARSITIES) {
        try (NDManager manager = NDManager.newBaseManager()) {
          print(network, sparsity, manager);
        }
      }
    }
  }

  private static void print(Network network, double sparsity, NDManager manager) {
    NDArray x = manager.randomNormal(network.input);
    Block dense = network.create(manager);
    Block masked = network.create(manager);
    Masks weights = Pruning.apply(masked, pruner(Structure.unstructured(), sparsity));
    Block smaller = network.create(manager);
    Masks neurons = Pruning.apply(smaller, pruner(Structure.neurons(), sparsity));
    Pruning.shrink(smaller, neurons);
    List<Runnable> parties =
        new ArrayList<>(List.of(forward(dense, x), forward(masked, x), forward(smaller, x)));
    if (network.name.startsWith("MLP")) {
      parties.add(sparse(masked, weights, x));
    }
    double[] times = medians(parties);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %d to %d | %.1f to %.1f | %.0f | %.2f | %s | %.2f |%n",
        network.name,
        sparsity,
        count(dense),
        count(smaller),
        flops(dense) / 1e6,
        flops(smaller) / 1e6,
        1e6 * times[0],
        times[1] / times[0],
        times.length > 3 ? String.format(Locale.ROOT, "%.2f", times[3] / times[0]) : "-",
        times[2] / times[0]);
  }

  private static double flops(Block block) {
    Masks none = Pruning.masks(block, pruner(Structure.unstructured(), 0));
    return SparsityReport.of(none, block).flops();
  }

  /** Returns the seconds of one call of each. */
  private static double[] medians(List<Runnable> parties) {
    int[] calls = new int[parties.size()];
    for (int i = 0; i < calls.length; i++) {
      for (int warm = 0; warm < 3; warm++) {
        calls[i] = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < SECONDS * 1e9) {
          parties.get(i).run();
          calls[i]++;
        }
      }
    }
    double[][] seconds = new double[calls.length][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < calls.length; i++) {
        long begin = System.nanoTime();
        for (int call = 0; call < calls[i]; call++) {
          parties.get(i).run();
        }
        seconds[i][round] = (System.nanoTime() - begin) / 1e9 / calls[i];
      }
    }
    return Arrays.stream(seconds)
        .mapToDouble(
            rounds -> {
              Arrays.sort(rounds);
              return rounds[ROUNDS / 2];
            })
        .toArray();
  }
}
