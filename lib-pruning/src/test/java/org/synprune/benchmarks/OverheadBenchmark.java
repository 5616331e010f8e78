package org.synprune.benchmarks;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.synprune.pruning.CountRule;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;

/**
 * Measures the time that pruning adds to a training: trains the same network with and without
 * pruning in turn and compares the times of each pair.
 */
public final class OverheadBenchmark {

  private static final int BATCH = 50;
  private static final int BATCHES = 40;
  private static final int EPOCHS = 10;
  private static final int WARM_UP = 3;

  private OverheadBenchmark() {}

  /** A network, the shape of one input and the number of its outputs. */
  private record Network(String name, Shape input, long outputs, Supplier<Block> block) {

    /** Returns the time of a training, in seconds. */
    double train(boolean pruned) throws Exception {
      Engine.getInstance().setRandomSeed(42);
      Optimizer optimizer = Optimizer.adam().build();
      var config = new DefaultTrainingConfig(Loss.l2Loss()).optDevices(new Device[] {Device.cpu()});
      if (pruned) {
        SynapticPruner pruner =
            SynapticPruner.builder()
                .optSchedule(SparsitySchedule.cubic(0.3, 0.7, 1, EPOCHS))
                .optCountRule(CountRule.EXACT)
                .build();
        config.optOptimizer(pruner.wrap(optimizer)).addTrainingListeners(pruner);
      } else {
        config.optOptimizer(optimizer);
      }
      try (Model model = Model.newInstance(name, Device.cpu())) {
        model.setBlock(block.get());
        try (Trainer trainer = model.newTrainer(config)) {
          trainer.initialize(new Shape(BATCH).addAll(input));
          ArrayDataset data = data(trainer.getManager());
          long begin = System.nanoTime();
          EasyTrain.fit(trainer, EPOCHS, data, null);
          return (System.nanoTime() - begin) / 1e9;
        }
      }
    }

    private ArrayDataset data(NDManager manager) {
      long count = (long) BATCH * BATCHES;
      return new ArrayDataset.Builder()
          .setData(manager.randomNormal(new Shape(count).addAll(input)))
          .optLabels(manager.randomNormal(new Shape(count, outputs)))
          .setSampling(BATCH, true)
          .build();
    }
  }

  private static List<Network> networks() {
    return List.of(
        new Network(
            "MLP 784-128-10",
            new Shape(784),
            10,
            () ->
                new SequentialBlock()
                    .add(Linear.builder().setUnits(128).build())
                    .add(Activation::relu)
                    .add(Linear.builder().setUnits(10).build())),
        new Network(
            "LSTM, 64 units, 12 steps",
            new Shape(12, 8),
            1,
            () ->
                new SequentialBlock()
                    .add(LSTM.builder().setStateSize(64).setNumLayers(1).build())
                    .addSingleton(x -> x.get(":, -1, :"))
                    .add(Linear.builder().setUnits(1).build())));
  }

  /** Runs the benchmark and prints its table; takes the number of pairs (31). */
  public static void main(String[] args) throws Exception {
    int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 31;
    System.out.println("| network | ms a batch, without | with: median | least | most |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    for (Network network : networks()) {
      double[] plain = new double[pairs];
      double[] ratios = new double[pairs];
      for (int i = -WARM_UP; i < pairs; i++) {
        boolean prunedFirst = i % 2 == 0;
        double first = network.train(prunedFirst);
        double second = network.train(!prunedFirst);
        if (i >= 0) {
          plain[i] = prunedFirst ? second : first;
          ratios[i] = (prunedFirst ? first : second) / plain[i];
        }
      }
      Arrays.sort(plain);
      Arrays.sort(ratios);
      System.out.printf(
          "| %s | %.2f | %+.1f%% | %+.1f%% | %+.1f%% |%n",
          network.name,
          1e3 * plain[pairs / 2] / (EPOCHS * BATCHES),
          100 * (ratios[pairs / 2] - 1),
          100 * (ratios[0] - 1),
          100 * (ratios[pairs - 1] - 1));
    }
  }
}
