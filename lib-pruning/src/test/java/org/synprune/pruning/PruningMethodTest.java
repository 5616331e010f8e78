package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PruningMethodTest {

  private static final int EPOCHS = 10;

  /**
   * The sparsity after each epoch and the last masks of a training of layers 20 x 12 and 10 x 20.
   */
  private record Training(List<Double> sparsities, List<Masks> masks) {}

  /** The methods. */
  enum Method {
    SYNAPTIC_GROWTH,
    RIGL,
    SET,
    SNIP,
    GRADUAL_MAGNITUDE,
    RANDOM_PRUNING;

    /** Each with the same settings, as far as it has them. */
    SynapticPrunerBuilder builder(long seed) {
      return switch (this) {
        case SYNAPTIC_GROWTH -> PruningMethod.synapticGrowth(0.3, 0.7, 2, EPOCHS, seed);
        case RIGL -> PruningMethod.rigl(0.7, EPOCHS, seed);
        case SET -> PruningMethod.set(0.7, EPOCHS, seed);
        case SNIP -> PruningMethod.snip(0.7);
        case GRADUAL_MAGNITUDE -> PruningMethod.gradualMagnitude(0.3, 0.7, 2, EPOCHS);
        case RANDOM_PRUNING -> PruningMethod.randomPruning(0.3, 0.7, 2, EPOCHS, seed);
      };
    }
  }

  private static Training train(Method method, long seed) throws Exception {
    var pruner = method.builder(seed).optPlan(EPOCHS, 8).build();
    var sparsities = new ArrayList<Double>();
    var masks = new ArrayList<Masks>();
    try (Model model = Model.newInstance("mlp", Device.cpu())) {
      model.setBlock(
          new SequentialBlock()
              .add(Linear.builder().setUnits(20).build())
              .add(Activation::relu)
              .add(Linear.builder().setUnits(10).build()));
      var config =
          new DefaultTrainingConfig(new SquaredError())
              .optDevices(new Device[] {Device.cpu()})
              .optOptimizer(pruner.wrap(Optimizer.adam().build()))
              .addTrainingListeners(pruner)
              .addTrainingListeners(
                  new AfterEpoch(
                      () -> {
                        sparsities.add(pruner.report().sparsity());
                        masks.add(pruner.masks());
                      }));
      try (Trainer trainer = model.newTrainer(config);
          NDManager data = NDManager.newBaseManager()) {
        trainer.initialize(new Shape(8, 12));
        int at = 1;
        for (Parameter parameter : model.getBlock().getParameters().values()) {
          parameter.getArray().set(pattern(parameter.getShape(), at++));
        }
        NDArray x = data.create(pattern(new Shape(64, 12), 5), new Shape(64, 12));
        NDArray y = data.create(pattern(new Shape(64, 10), 6), new Shape(64, 10));
        var set = new ArrayDataset.Builder().setData(x).optLabels(y).setSampling(8, false).build();
        EasyTrain.fit(trainer, EPOCHS, set, null);
        for (String path : pruner.masks().paths()) {
          float[] values = model.getBlock().getParameters().get(path).getArray().toFloatArray();
          for (int i = 0; i < values.length; i++) {
            if (!pruner.masks().isActive(path, i)) {
              assertThat(values[i]).isZero();
            }
            assertThat(values[i]).isFinite();
          }
        }
        return new Training(sparsities, masks);
      }
    }
  }

  /** Fixed values, because DJL's initialisation draws from the process-wide generator. */
  private static float[] pattern(Shape shape, int seed) {
    return PruningPropertiesTest.values(
        new java.util.SplittableRandom(seed), (int) shape.size(), false);
  }

  @ParameterizedTest
  @EnumSource
  void everyMethodEndsAtItsSparsityAndIsTheSameForItsSeed(Method method) throws Exception {
    Training one = train(method, 3);
    assertThat(one.sparsities.get(EPOCHS - 1)).isEqualTo(0.7, within(2.0 / 440));
    assertThat(train(method, 3).masks).isEqualTo(one.masks);
    boolean drawn = method != Method.SNIP && method != Method.GRADUAL_MAGNITUDE;
    assertThat(train(method, 4).masks.equals(one.masks)).isEqualTo(!drawn);
  }

  @Test
  void connectionsGrowFirstAndArePrunedThen() throws Exception {
    List<Double> sparsities = train(Method.SYNAPTIC_GROWTH, 1).sparsities;
    assertThat(sparsities.get(0)).isEqualTo(0.5, within(1.0 / 440));
    assertThat(sparsities.get(1)).isEqualTo(0.3, within(1.0 / 440));
    for (int i = 2; i < EPOCHS; i++) {
      assertThat(sparsities.get(i)).isGreaterThanOrEqualTo(sparsities.get(i - 1));
    }
    assertThatThrownBy(() -> PruningMethod.synapticGrowth(0.3, 0.7, 0, 10, 1))
        .hasMessageContaining("Growth must go");
  }

  @ParameterizedTest
  @EnumSource(names = {"RIGL", "SET"})
  void exchangeKeepsTheSparsityAndMovesTheConnections(Method method) throws Exception {
    Training training = train(method, 1);
    assertThat(training.sparsities).allMatch(s -> Math.abs(s - 0.7) < 2.0 / 440);
    assertThat(training.masks.get(5)).isNotEqualTo(training.masks.get(4));
  }

  @Test
  void snipDecidesAtTheFirstBatchForGood() throws Exception {
    Training training = train(Method.SNIP, 1);
    assertThat(training.masks).allMatch(training.masks.get(0)::equals);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray w = manager.create(new float[] {1, 2, 3, 4}, new Shape(1, 4));
      NDArray g = manager.create(new float[] {9, -4, 0, 1}, new Shape(1, 4));
      var pruner = PruningMethod.snip(0.5).build();
      try (var session = pruner.newSession(Map.of("w", w))) {
        // |w g| = 9, 8, 0, 4
        session.afterBackward(1, Map.of("w", g)::get);
        assertThat(session.masks().toFloatArray("w")).containsExactly(1, 1, 0, 0);
      }
    }
  }
}
