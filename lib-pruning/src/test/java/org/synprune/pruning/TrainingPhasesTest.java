package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.optimizer.Optimizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that is trained in several phases, by several trainers, or partly. */
class TrainingPhasesTest {

  private static final int EXAMPLES = 64;
  private static final int BATCHES = 8;

  private final NDManager data = NDManager.newBaseManager();
  private Model model;

  @BeforeEach
  void make() {
    model = Model.newInstance("small", Device.cpu());
    model.setBlock(SmallNetwork.create());
  }

  @AfterEach
  void close() {
    model.close();
    data.close();
  }

  private static SynapticPrunerBuilder to(double sparsity) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.cubic(0.3, sparsity, 2, 6))
        .optUpdateEvery(1);
  }

  private static DefaultTrainingConfig config() {
    return new DefaultTrainingConfig(new SquaredError()).optDevices(new Device[] {Device.cpu()});
  }

  private ArrayDataset examples() {
    return new ArrayDataset.Builder()
        .setData(data.randomNormal(new Shape(EXAMPLES, 16)))
        .optLabels(data.randomNormal(new Shape(EXAMPLES, 2)))
        .setSampling(EXAMPLES / BATCHES, false)
        .build();
  }

  private void fit(SynapticPruner pruner, int epochs) throws Exception {
    fit(pruner.attach(config(), Optimizer.adam().build()), epochs);
  }

  private void fit(DefaultTrainingConfig config, int epochs) throws Exception {
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(EXAMPLES / BATCHES, 16));
      EasyTrain.fit(trainer, epochs, examples(), null);
    }
  }

  private double zeros() {
    double zeros = 0;
    double all = 0;
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        for (float value : parameter.getArray().toFloatArray()) {
          zeros += value == 0 ? 1 : 0;
          all++;
        }
      }
    }
    return zeros / all;
  }

  @Test
  void aSecondTrainerGoesOnFromTheZerosOfTheFirst() throws Exception {
    SynapticPruner pruner = to(0.75).build();
    fit(pruner, 6);
    assertThat(zeros()).isEqualTo(0.75);
    Masks first = pruner.masks();
    fit(pruner, 1);
    assertThat(pruner.masks()).isEqualTo(first);
    assertThat(zeros()).isEqualTo(0.75);
    assertThat(pruner.warnings()).isEmpty();
  }

  /** The schedule of two trainers is that of one. */
  @Test
  void aScheduleGoesOnInTheNextTrainer() throws Exception {
    SynapticPruner pruner = to(0.75).build();
    fit(pruner, 4);
    double before = pruner.report().sparsity();
    assertThat(before).isEqualTo(0.35625, within(1.0 / 144));
    assertThat(pruner.warnings()).hasSize(1);
    fit(pruner, 2);
    assertThat(pruner.report().sparsity()).isEqualTo(0.75);
    assertThat(pruner.warnings()).isEmpty();
  }

  @Test
  void aNewPrunerGoesOnWhereAnotherStopped() throws Exception {
    SparsitySchedule rising = SparsitySchedule.polynomial(0.1, 0.875, 1, 10, 1);
    SynapticPruner stopped = SynapticPruner.builder().optSchedule(rising).optUpdateEvery(1).build();
    fit(stopped, 6);
    SynapticPruner next =
        SynapticPruner.builder()
            .optSchedule(rising)
            .optUpdateEvery(1)
            .optFirstMasks(stopped.masks())
            .optDone(6, 6L * BATCHES)
            .build();
    fit(next, 4);
    assertThat(next.report().sparsity()).isEqualTo(0.875);
    assertThat(next.warnings()).isEmpty();
  }

  @Test
  void weightsThatAreNewStartAfreshAndThatIsSaid() throws Exception {
    SynapticPruner pruner = to(0.75).build();
    fit(pruner, 6);
    model.getBlock().clear();
    fit(pruner, 3);
    assertThat(pruner.report().sparsity()).isEqualTo(0.3, within(1.0 / 100));
    assertThat(pruner.warnings())
        .first()
        .isEqualTo(
            "The weights aren't those that the last training with this pruner left: this one starts"
                + " afresh.");
  }

  @Test
  void aTrainingThatPrunesNothingOrLessSaysWhy() throws Exception {
    SynapticPruner seldom =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(0.7))
            .optUpdateEvery(5 * BATCHES)
            .build();
    fit(seldom, 4);
    assertThat(seldom.warnings())
        .containsExactly(
            "Nothing was pruned: masks are updated every 40 batches, but the training had 32"
                + " batches in 4 epochs.");
    SynapticPruner late =
        SynapticPruner.builder().optSchedule(SparsitySchedule.oneShot(0.5, 9)).build();
    fit(late, 4);
    assertThat(late.warnings())
        .containsExactly(
            "Nothing was pruned: OneShot[sparsity=0.5, at=9.0] hadn't begun, as the training had 32"
                + " batches in 4 epochs.");
    SynapticPruner longer = SynapticPruner.builder().build();
    fit(longer, 5);
    assertThat(longer.warnings())
        .singleElement()
        .asString()
        .startsWith("Pruning stopped at a target of 0.30")
        .endsWith("hadn't ended, as the training had 40 batches in 5 epochs.");
  }

  @Test
  void masksOfTheLastBatchThatWerentAppliedAreTold() throws Exception {
    SynapticPruner pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(0.5))
            .optUpdateEvery(BATCHES)
            .build();
    fit(config().optOptimizer(Optimizer.adam().build()).addTrainingListeners(pruner), 1);
    assertThat(zeros()).isZero();
    assertThat(pruner.warnings())
        .containsExactly(
            "The last masks weren't applied: train with the optimizer that wrap() or attach() gives"
                + " the configuration.");
  }

  @Test
  void prunedWeightsArePositiveZeros() throws Exception {
    fit(to(0.75).build(), 6);
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      for (float value : parameter.getArray().toFloatArray()) {
        assertThat(Float.floatToRawIntBits(value)).isNotEqualTo(0x8000_0000);
      }
    }
  }

  /** A layer keeps its weights and its mask while it is frozen, and is pruned again afterwards. */
  @Test
  void layersAreFrozenAndUnfrozenInATraining() {
    SynapticPruner pruner =
        SynapticPruner.builder()
            .optSchedule(t -> 0.25 * Math.min(t, 3))
            .optScope(Scope.UNIFORM)
            .optUpdateEvery(1)
            .build();
    model.getBlock().initialize(data, ai.djl.ndarray.types.DataType.FLOAT32, new Shape(1, 16));
    Parameter first = model.getBlock().getParameters().get("01Linear_weight");
    Parameter last = model.getBlock().getParameters().get("03Linear_weight");
    last.freeze(true);
    try (PruningSession session = pruner.newSession(model.getBlock())) {
      update(session, 1);
      assertThat(session.masks().paths()).containsExactly("01Linear_weight");
      assertThat(session.report().sparsity()).isEqualTo(0.25);

      first.freeze(true);
      last.freeze(false);
      float[] frozen = first.getArray().toFloatArray();
      update(session, 2);
      assertThat(session.report().layers())
          .extracting(SparsityReport.Layer::sparsity)
          .containsExactly(0.25, 0.5);
      assertThat(first.getArray().toFloatArray()).isEqualTo(frozen);
      SmallNetwork.assertZeroWherePruned(model.getBlock(), session.masks());

      first.freeze(false);
      update(session, 3);
      assertThat(session.report().layers())
          .extracting(SparsityReport.Layer::sparsity)
          .containsExactly(0.75, 0.75);
      SmallNetwork.assertZeroWherePruned(model.getBlock(), session.masks());
    }
  }

  private static void update(PruningSession session, int epoch) {
    session.afterBackward(epoch);
    session.applyMasks();
  }

  /** The scope is the whole network: frozen weights don't count. */
  @Test
  void frozenLayersDontShareATarget() {
    SynapticPruner pruner =
        SynapticPruner.builder().optSchedule(t -> 0.25 * Math.min(t, 3)).optUpdateEvery(1).build();
    model.getBlock().initialize(data, ai.djl.ndarray.types.DataType.FLOAT32, new Shape(1, 16));
    Parameter last = model.getBlock().getParameters().get("03Linear_weight");
    NDArray weights = last.getArray();
    try (PruningSession session = pruner.newSession(model.getBlock())) {
      update(session, 1);
      assertThat(session.report().pruned()).isEqualTo(36);
      long before = session.masks().pruned("03Linear_weight");
      last.freeze(true);
      float[] frozen = weights.toFloatArray();
      update(session, 3);
      assertThat(session.masks().pruned("01Linear_weight")).isEqualTo(96);
      assertThat(session.masks().pruned("03Linear_weight")).isEqualTo(before);
      assertThat(weights.toFloatArray()).isEqualTo(frozen);
    }
  }
}
