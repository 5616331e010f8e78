package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import org.junit.jupiter.api.Test;

/** A pruner's trainers from start to end, one alone and two at the same time. */
class TrainerLifecycleTest {

  private static final float RATE = 0.1f;

  private final SynapticPruner pruner = pruner(SparsitySchedule.constant(0.5));
  private final Optimizer optimizer = pruner.wrap(sgd());

  private static SynapticPruner pruner(SparsitySchedule schedule) {
    return SynapticPruner.builder()
        .optSchedule(schedule)
        .optCountRule(CountRule.EXACT)
        .optUpdateEvery(1)
        .build();
  }

  private static Optimizer sgd() {
    return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(RATE)).build();
  }

  /** A model of one layer without bias, from four inputs to one output. */
  private static Model model() {
    Model model = Model.newInstance("linear");
    model.setBlock(Linear.builder().setUnits(1).optBias(false).build());
    return model;
  }

  private Trainer trainer(Model model) {
    return trainer(model, optimizer, pruner);
  }

  private static Trainer trainer(Model model, Optimizer optimizer, SynapticPruner pruner) {
    Trainer trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(optimizer)
                .addTrainingListeners(pruner));
    trainer.initialize(new Shape(1, 4));
    return trainer;
  }

  private static Parameter weight(Model model) {
    return model.getBlock().getParameters().get(0).getValue();
  }

  /** A data set of one example, 1 2 3 4 with the label 0. */
  private static void backward(Trainer trainer) throws Exception {
    NDManager manager = trainer.getManager();
    var data =
        new ArrayDataset.Builder()
            .setData(manager.create(new float[] {1, 2, 3, 4}, new Shape(1, 4)))
            .optLabels(manager.zeros(new Shape(1, 1)))
            .setSampling(1, false)
            .build();
    for (Batch batch : trainer.iterateDataset(data)) {
      EasyTrain.trainBatch(trainer, batch);
      batch.close();
    }
  }

  @Test
  void aStepIsTheOptimizersOwnButForTheMask() throws Exception {
    try (Model model = model();
        Trainer trainer = trainer(model)) {
      float[] before = weight(model).getArray().toFloatArray();
      backward(trainer);
      assertThat(weight(model).getArray().toFloatArray()).isEqualTo(before);
      trainer.step();
      float output = 0;
      for (int i = 0; i < 4; i++) {
        output += before[i] * (i + 1);
      }
      float[] after = weight(model).getArray().toFloatArray();
      for (int i = 0; i < 4; i++) {
        // half the squared error: its gradient is the output times the input
        float expected = before[i] - RATE * output * (i + 1);
        boolean active = pruner.masks().isActive("weight", i);
        assertThat(after[i]).isEqualTo(active ? expected : 0, within(1e-5f));
      }
      assertThat(pruner.report().pruned()).isEqualTo(2);
    }
  }

  /** While nothing is pruned, a missing step isn't an error. */
  @Test
  void batchesWithoutAStepOfTheWrappedOptimizerAreFineUntilAWeightIsPruned() throws Exception {
    SynapticPruner later = pruner(SparsitySchedule.oneShot(0.5, 2));
    try (Model model = model();
        Trainer trainer = trainer(model, sgd(), later)) {
      backward(trainer);
      backward(trainer);
      trainer.step();
      assertThat(later.report().pruned()).isZero();
      later.onEpoch(trainer);
      backward(trainer);
      assertThat(later.report().pruned()).isEqualTo(2);
      trainer.step();
      assertThatThrownBy(() -> backward(trainer))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("wrap()");
    }
  }

  @Test
  void theEndOfATrainerKeepsItsMasksAndReleasesTheRest() throws Exception {
    try (Model model = model()) {
      Masks last;
      int held;
      try (Trainer trainer = trainer(model)) {
        held = model.getNDManager().getManagedArrays().size();
        backward(trainer);
        assertThat(model.getNDManager().getManagedArrays().size()).isGreaterThan(held + 1);
        trainer.step();
        last = pruner.masks();
      }
      // the gradient came with the backward pass
      assertThat(model.getNDManager().getManagedArrays()).hasSize(held + 1);
      assertThat(pruner.masks()).isEqualTo(last);
      assertThat(last.sparsity()).isEqualTo(0.5);
      NDArray weights = weight(model).getArray();
      assertThatThrownBy(() -> optimizer.update(weight(model).getId(), weights, weights))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("wasn't told of the batch");
    }
  }

  @Test
  void theEndOfOneTrainerLeavesTheOthersAlone() throws Exception {
    try (Model one = model();
        Model two = model();
        Trainer second = trainer(two)) {
      Trainer first = trainer(one);
      backward(first);
      backward(second);
      first.close();
      second.step();
      assertThat(zeros(weight(two))).isEqualTo(2);
      assertThat(zeros(weight(one))).isZero();
    }
  }

  @Test
  void aTrainerMayEndBeforeItsFirstBatch() {
    try (Model model = model()) {
      Trainer trainer = trainer(model);
      trainer.close();
      pruner.onTrainingEnd(trainer);
      pruner.onEpoch(trainer);
      assertThatThrownBy(pruner::masks)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("hasn't had a batch");
      assertThatThrownBy(() -> pruner.onTrainingBatch(trainer, null))
          .hasMessageContaining("opened without the pruner");
    }
  }

  private static int zeros(Parameter parameter) {
    int zeros = 0;
    for (float value : parameter.getArray().toFloatArray()) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }
}
