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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EasyTrainTest {

  private static SequentialBlock mlp() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(32).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(16).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(1).build());
  }

  private static SequentialBlock lstm() {
    return new SequentialBlock()
        .add(LSTM.builder().setStateSize(24).setNumLayers(1).build())
        .addSingleton(x -> x.get(":, -1, :"))
        .add(Linear.builder().setUnits(1).build());
  }

  private static ArrayDataset data(NDManager manager, long... features) {
    Shape shape = new Shape(96).addAll(new Shape(features));
    NDArray x = manager.randomUniform(-1, 1, shape);
    NDArray y = x.reshape(96, -1).sum(new int[] {1}, true);
    return new ArrayDataset.Builder().setData(x).optLabels(y).setSampling(16, true).build();
  }

  private static void assertZeroExactlyWherePruned(Block block, Masks masks) {
    int zeros = 0;
    for (String path : masks.paths()) {
      float[] values = block.getParameters().get(path).getArray().toFloatArray();
      for (int i = 0; i < values.length; i++) {
        if (!masks.isActive(path, i)) {
          assertThat(values[i]).as("%s[%d]", path, i).isZero();
          zeros++;
        }
      }
    }
    assertThat(zeros).isPositive();
  }

  @Test
  void twoLinesPruneAnMlp() throws Exception {
    try (Model model = Model.newInstance("mlp")) {
      model.setBlock(mlp());
      var pruner = SynapticPruner.builder().optPlan(20, 6).build();
      var sparsities = new ArrayList<Double>();
      var config =
          new DefaultTrainingConfig(Loss.l2Loss())
              .optDevices(new Device[] {Device.cpu()})
              .optOptimizer(pruner.wrap(Optimizer.adam().build()))
              .addTrainingListeners(pruner)
              .addTrainingListeners(
                  new AfterEpoch(
                      () -> {
                        sparsities.add(pruner.report().sparsity());
                        if (sparsities.get(sparsities.size() - 1) > 0) {
                          assertZeroExactlyWherePruned(model.getBlock(), pruner.masks());
                        }
                      }));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(16, 8));
        EasyTrain.fit(trainer, 20, data(trainer.getManager(), 8), null);
      }
      assertThat(sparsities).isSorted().startsWith(0.0);
      assertThat(sparsities.get(1)).isEqualTo(0.3, within(0.01));
      assertThat(pruner.report().sparsity()).isEqualTo(0.7, within(0.01));
      assertThat(pruner.masks().paths())
          .containsExactly("01Linear_weight", "03Linear_weight", "05Linear_weight");
      assertZeroExactlyWherePruned(model.getBlock(), pruner.masks());
    }
  }

  @Test
  void twoLinesPruneAnLstm() throws Exception {
    try (Model model = Model.newInstance("lstm")) {
      model.setBlock(lstm());
      var pruner = SynapticPruner.builder().build();
      var config =
          new DefaultTrainingConfig(Loss.l2Loss())
              .optOptimizer(pruner.wrap(Optimizer.adam().build()))
              .addTrainingListeners(pruner);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(16, 5, 3));
        EasyTrain.fit(trainer, 20, data(trainer.getManager(), 5, 3), null);
      }
      assertThat(pruner.report().sparsity()).isEqualTo(0.7, within(0.01));
      assertThat(pruner.report().total()).isEqualTo(24 * 4 * (3 + 24) + 24);
      assertZeroExactlyWherePruned(model.getBlock(), pruner.masks());
    }
  }

  @Test
  void aSecondTrainingBeginsAnewAndMasksFitAFreshModel() throws Exception {
    var pruner = SynapticPruner.builder().build();
    var masks = new ArrayList<Masks>();
    for (int i = 0; i < 2; i++) {
      try (Model model = Model.newInstance("mlp")) {
        model.setBlock(mlp());
        var config =
            new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(pruner.wrap(Optimizer.adam().build()))
                .addTrainingListeners(pruner);
        try (Trainer trainer = model.newTrainer(config)) {
          trainer.initialize(new Shape(16, 8));
          EasyTrain.fit(trainer, 1 + i, data(trainer.getManager(), 8), null);
        }
        masks.add(pruner.masks());
      }
    }
    // the first training ended before the warm-up; the second reached epoch 2
    assertThat(masks.get(0).sparsity()).isZero();
    assertThat(masks.get(1).sparsity()).isEqualTo(0.3, within(0.01));
    try (Model fresh = Model.newInstance("mlp")) {
      Block block = mlp();
      fresh.setBlock(block);
      block.initialize(
          fresh.getNDManager(), ai.djl.ndarray.types.DataType.FLOAT32, new Shape(1, 8));
      try (var session = pruner.newSession(block)) {
        session.restore(masks.get(1), 0);
        assertZeroExactlyWherePruned(block, session.masks());
      }
    }
  }

  @Test
  void anOptimizerThatIsNotWrappedIsNoticed() throws Exception {
    var pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(0.5))
            .optUpdateEvery(1)
            .build();
    try (Model model = Model.newInstance("mlp")) {
      model.setBlock(mlp());
      var config = new DefaultTrainingConfig(Loss.l2Loss()).addTrainingListeners(pruner);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(16, 8));
        ArrayDataset data = data(trainer.getManager(), 8);
        assertThatThrownBy(() -> EasyTrain.fit(trainer, 1, data, null))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("wrap()");
      }
    }
  }

  @Test
  void aMissingListenerIsNoticed() throws Exception {
    var pruner = SynapticPruner.builder().build();
    try (Model model = Model.newInstance("mlp")) {
      model.setBlock(mlp());
      var config =
          new DefaultTrainingConfig(Loss.l2Loss())
              .optOptimizer(pruner.wrap(Optimizer.adam().build()));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(16, 8));
        ArrayDataset data = data(trainer.getManager(), 8);
        assertThatThrownBy(() -> EasyTrain.fit(trainer, 1, data, null))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("listeners");
      }
    }
    assertThatThrownBy(pruner::masks).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void severalDevicesAreRefused() {
    var pruner = SynapticPruner.builder().build();
    try (Model model = Model.newInstance("mlp")) {
      model.setBlock(mlp());
      var config =
          new DefaultTrainingConfig(Loss.l2Loss())
              .optDevices(new Device[] {Device.cpu(), Device.gpu(0)})
              .addTrainingListeners(pruner);
      assertThatThrownBy(() -> model.newTrainer(config))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Pruning works on one device, but the trainer uses [cpu(), gpu(0)]: give its"
                  + " configuration one by optDevices.");
    }
  }

  @Test
  void trainingLeaksNothing() throws Exception {
    var pruner =
        SynapticPruner.builder().optUpdateEvery(1).optSchedule(t -> Math.min(0.9, t / 40)).build();
    try (Model model = Model.newInstance("mlp")) {
      model.setBlock(mlp());
      List<Integer> counts = new ArrayList<>();
      var config =
          new DefaultTrainingConfig(Loss.l2Loss())
              .optOptimizer(pruner.wrap(Optimizer.adam().build()))
              .addTrainingListeners(pruner)
              .addTrainingListeners(
                  new AfterEpoch(() -> counts.add(model.getNDManager().getManagedArrays().size())));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(16, 8));
        EasyTrain.fit(trainer, 20, data(trainer.getManager(), 8), null);
      }
      int unprunedGrowth = growthWithoutPruning();
      assertThat((counts.get(19) - counts.get(9))).isEqualTo(unprunedGrowth);
    }
  }

  private static int growthWithoutPruning() throws Exception {
    try (Model model = Model.newInstance("mlp")) {
      model.setBlock(mlp());
      List<Integer> counts = new ArrayList<>();
      var config =
          new DefaultTrainingConfig(Loss.l2Loss())
              .optOptimizer(Optimizer.adam().build())
              .addTrainingListeners(
                  new AfterEpoch(() -> counts.add(model.getNDManager().getManagedArrays().size())));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(16, 8));
        EasyTrain.fit(trainer, 20, data(trainer.getManager(), 8), null);
      }
      return counts.get(19) - counts.get(9);
    }
  }
}
