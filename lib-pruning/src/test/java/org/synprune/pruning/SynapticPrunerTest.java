package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynapticPrunerTest extends ManagedArrays {

  private Block withNorms() {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(LayerNorm.builder().axis(1).build())
            .add(Linear.builder().setUnits(2).build())
            .add(LayerNorm.builder().axis(1).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    return block;
  }

  private static Iterable<String> paths(SynapticPruner pruner, Block block) {
    try (PruningSession session = pruner.newSession(block)) {
      return session.shapes().keySet();
    }
  }

  @Test
  void paperPrunesWeightMatricesAlone() {
    assertThat(paths(SynapticPruner.builder().build(), withNorms()))
        .containsExactly("01Linear_weight", "03Linear_weight");
  }

  @Test
  void referenceCodePrunesScalesTooUnlessExcluded() {
    var reference = SynapticPruner.builder().optPreset(Preset.REFERENCE_CODE);
    assertThat(paths(reference.build(), withNorms()))
        .containsExactly(
            "01Linear_weight", "02LayerNorm_gamma", "03Linear_weight", "04LayerNorm_gamma");
    assertThat(paths(reference.optExclude("04*").build(), withNorms()))
        .containsExactly("01Linear_weight", "02LayerNorm_gamma", "03Linear_weight");
  }

  @Test
  void includeNarrowsAndExcludeWins() {
    assertThat(paths(SynapticPruner.builder().optInclude("03*").build(), withNorms()))
        .containsExactly("03Linear_weight");
    assertThatThrownBy(
            () ->
                paths(
                    SynapticPruner.builder().optInclude("01*").optExclude("*Linear*").build(),
                    withNorms()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "None of these parameters can be pruned, or none of those that can is trained:"
                + " [01Linear_weight, 01Linear_bias");
  }

  @Test
  void frozenParametersAreLeftAlone() {
    Block block = withNorms();
    block.getParameters().get("01Linear_weight").freeze(true);
    assertThat(paths(SynapticPruner.builder().build(), block)).containsExactly("03Linear_weight");
  }

  @Test
  void vectorsBiasesAndPositionsAreNotPruned() {
    var pruner = SynapticPruner.builder().build();
    Shape matrix = new Shape(2, 2);
    assertThat(pruner.isPrunable("w", Parameter.Type.WEIGHT, matrix)).isTrue();
    assertThat(pruner.isPrunable("w", Parameter.Type.WEIGHT, new Shape(4))).isFalse();
    assertThat(pruner.isPrunable("w", Parameter.Type.BIAS, matrix)).isFalse();
    assertThat(pruner.isPrunable("w", Parameter.Type.OTHER, matrix)).isFalse();
    assertThat(pruner.isPrunable("w", Parameter.Type.GAMMA, matrix)).isFalse();
  }

  @Test
  void whatCannotBePrunedIsRefusedByName() {
    var pruner = SynapticPruner.builder().build();
    Block raw = Linear.builder().setUnits(2).build();
    assertThatThrownBy(() -> pruner.newSession(raw))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weight isn't");
    NDArray doubles = manager.ones(new Shape(2, 2), DataType.FLOAT64);
    assertThatThrownBy(() -> pruner.newSession(Map.of("w", doubles)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Only float32 weights can be pruned, but w is float64.");
    assertThatThrownBy(() -> pruner.newSession(Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    Block tied = new Tied();
    tied.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    var withoutOne = SynapticPruner.builder().optExclude("02Two*").build();
    assertThatThrownBy(() -> withoutOne.newSession(tied))
        .hasMessageContaining("01One_weight and 02Two_weight are the same");
    assertThatThrownBy(() -> Pruning.apply(tied, 0.5))
        .hasMessageContaining("01One_weight and 02Two_weight are the same");
    Block halves = Linear.builder().setUnits(2).build();
    halves.initialize(manager, DataType.FLOAT16, new Shape(1, 3));
    assertThatThrownBy(() -> Pruning.apply(halves, 0.5))
        .hasMessage("Only float32 weights can be pruned, but weight is float16.");
    assertThatThrownBy(() -> pruner.newSession(tied))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("01One_weight and 02Two_weight are the same");
  }

  /** A block that has the same child twice. */
  private static final class Tied extends AbstractBlock {
    private final Block shared = Linear.builder().setUnits(3).build();

    Tied() {
      addChildBlock("One", shared);
      addChildBlock("Two", shared);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return shared.forward(store, inputs, training);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      shared.initialize(manager, type, shapes);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return inputShapes;
    }
  }

  @ParameterizedTest
  @CsvSource({"PAPER, 20, 5", "PAPER, 20, 7", "PAPER, 40, 1000", "REFERENCE_CODE, 20, 5"})
  void plansThatFitAreAccepted(Preset preset, int epochs, int batches) {
    assertThatCode(
            () -> SynapticPruner.builder().optPreset(preset).optPlan(epochs, batches).build())
        .doesNotThrowAnyException();
  }

  @Test
  void aScheduleThatCannotPruneOrFinishIsRefused() {
    assertThatThrownBy(() -> SynapticPruner.builder().optPlan(1, 4).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("updated every 5 batches")
        .hasMessageContaining("1 epochs of 4 batches");
    assertThatThrownBy(() -> SynapticPruner.builder().optPlan(1, 100).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never prunes");
    assertThatThrownBy(() -> SynapticPruner.builder().optPlan(19, 100).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("doesn't reach its last sparsity");
    assertThatThrownBy(
            () ->
                SynapticPruner.builder().optPreset(Preset.REFERENCE_CODE).optPlan(19, 100).build())
        .hasMessageContaining("doesn't reach its last sparsity");
    // the shortest training in which the schedule prunes
    assertThatCode(
            () ->
                SynapticPruner.builder()
                    .optSchedule(SparsitySchedule.constant(0.5))
                    .optUpdateEvery(1)
                    .optPlan(1, 1)
                    .build())
        .doesNotThrowAnyException();
    // 20 epochs of 2 batches: the last update is batch 40, in epoch 20; of 21: batch 40 too
    assertThatCode(() -> SynapticPruner.builder().optPlan(20, 2).build())
        .doesNotThrowAnyException();
    // 22 batches, the last update is batch 20, in epoch 10
    assertThatThrownBy(
            () ->
                SynapticPruner.builder()
                    .optSchedule(SparsitySchedule.cubic(0.3, 0.7, 2, 11))
                    .optPlan(11, 2)
                    .build())
        .hasMessageContaining("doesn't reach its last sparsity");
    assertThatThrownBy(() -> SynapticPruner.builder().optPlan(0, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SynapticPruner.builder().optUpdateEvery(0).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void plansInStepsCountBatches() {
    var builder =
        SynapticPruner.builder()
            .optScheduleUnit(ScheduleUnit.STEP)
            .optSchedule(SparsitySchedule.cubic(0.3, 0.7, 10, 100));
    assertThatCode(() -> builder.optPlan(10, 10).build()).doesNotThrowAnyException();
    assertThatThrownBy(() -> builder.optPlan(9, 11).build())
        .hasMessageContaining("doesn't reach its last sparsity");
  }

  @Test
  void printsItsConfiguration() {
    assertThat(SynapticPruner.builder().optExclude("norm").build())
        .hasToString(
            "SynapticPruner[preset=PAPER, schedule=Cubic[min=0.3, max=0.7, warmup=2.0, total=20.0],"
                + " unit=EPOCH, saliency=MAGNITUDE, scope=GLOBAL, countRule=EXACT,"
                + " structure=Unstructured[], regrowth=null, updateEvery=5, leastDensity=0.0,"
                + " start=TrainingStart[masks=null, epochs=0, batches=0], placement=null,"
                + " filter=LayerFilter[includes=[], excludes=[norm]], targets=[]]");
  }

  @Test
  void weightsThatAreGivenTwiceAreRefused() {
    NDArray weight = manager.ones(new Shape(2, 3));
    var pruner = SynapticPruner.builder().build();
    assertThatThrownBy(() -> pruner.newSession(Map.of("a", weight, "b", weight)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Shared parameters can't be pruned: a and b are the same array.");
    var without = SynapticPruner.builder().optExclude("a").build();
    assertThatThrownBy(() -> without.newSession(Map.of("a", weight, "b", weight)))
        .hasMessageContaining("a and b are the same array");
    assertThatThrownBy(() -> pruner.newSession(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is nothing to prune: no weights were given.");
  }

  @Test
  void partsThatAreNullAreRefusedByName() {
    assertThatThrownBy(() -> SynapticPruner.builder().optPreset(null).build()).hasMessage("preset");
    assertThatThrownBy(() -> SynapticPruner.builder().optSchedule(null).build())
        .hasMessage("schedule");
    assertThatThrownBy(() -> SynapticPruner.builder().optScheduleUnit(null).build())
        .hasMessage("unit");
    assertThatThrownBy(() -> SynapticPruner.builder().optSaliency(null).build())
        .hasMessage("saliency");
    assertThatThrownBy(() -> SynapticPruner.builder().optStructure(null).build())
        .hasMessage("structure");
  }
}
