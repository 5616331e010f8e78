package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Masks made of arrays and of zeros, merged, tried out, and put on a network. */
class MasksAsValuesTest extends ManagedArrays {

  private Block network() {
    Block block = SmallNetwork.create();
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
    return block;
  }

  private static float[] all(Block block) {
    float[] all = new float[8 * 4 + 8 + 2 * 8 + 2];
    int at = 0;
    for (Parameter parameter : block.getParameters().values()) {
      float[] numbers = parameter.getArray().toFloatArray();
      System.arraycopy(numbers, 0, all, at, numbers.length);
      at += numbers.length;
    }
    return all;
  }

  @Test
  void arraysOfAnyTypeAreMasks() {
    Masks masks =
        Masks.of(
            Map.of(
                "a", row(0.5f, 0, -0f, 2),
                "b", manager.create(new boolean[] {true, false}),
                "c", manager.create(new int[] {0, 7})));
    assertThat(masks.toFloatArray("a")).containsExactly(1, 0, 0, 1);
    assertThat(masks.toFloatArray("b")).containsExactly(1, 0);
    assertThat(masks.toFloatArray("c")).containsExactly(0, 1);
    assertThat(masks.shapes().get("a")).isEqualTo(new Shape(1, 4));
  }

  /** A model that was pruned elsewhere keeps its zeros. */
  @Test
  void zerosThatAreThereStayInATraining() {
    Block block = network();
    Masks applied = Pruning.apply(block, 0.5);
    Masks found = Masks.ofZeros(block);
    assertThat(found).isEqualTo(applied);
    var pruner =
        SynapticPruner.builder()
            .optFirstMasks(found)
            .optSchedule(SparsitySchedule.constant(0.5))
            .optUpdateEvery(1)
            .build();
    try (PruningSession session = pruner.newSession(block)) {
      for (Parameter parameter : block.getParameters().values()) {
        parameter.getArray().stopGradient().addi(1);
      }
      assertThat(session.afterBackward(1)).isFalse();
      session.applyMasks();
      SmallNetwork.assertZeroWherePruned(block, applied);
    }
    Block raw = SmallNetwork.create();
    assertThatThrownBy(() -> Masks.ofZeros(raw))
        .hasMessage("The block must be initialized, but 01Linear_weight isn't.");
  }

  @Test
  void masksAreMerged() {
    Masks one = Masks.of(Map.of("a", row(1, 1, 0, 0)));
    Masks other = Masks.of(Map.of("a", row(1, 0, 1, 0)));
    assertThat(one.and(other).toFloatArray("a")).containsExactly(1, 0, 0, 0);
    assertThat(one.or(other).toFloatArray("a")).containsExactly(1, 1, 1, 0);
    assertThat(one.toFloatArray("a")).containsExactly(1, 1, 0, 0);
    Masks stranger = Masks.of(Map.of("b", row(1)));
    assertThatThrownBy(() -> one.and(stranger)).hasMessageContaining("a=no mask");
    assertThatThrownBy(() -> stranger.or(one)).hasMessageContaining("b=no mask");
  }

  @Test
  void aDryRunSaysWhatWouldBePruned() {
    Block block = network();
    float[] before = all(block);
    var pruner = SynapticPruner.builder().optSchedule(SparsitySchedule.constant(0.75)).build();
    Masks masks = Pruning.masks(block, pruner);
    assertThat(all(block)).isEqualTo(before);
    assertThat(Pruning.apply(block, pruner)).isEqualTo(masks);
    assertThat(masks.sparsity()).isEqualTo(0.75);
  }

  @Test
  void aTrialIsUndone() {
    Block block = network();
    float[] before = all(block);
    var neurons =
        SynapticPruner.builder()
            .optStructure(Structure.neurons())
            .optSchedule(SparsitySchedule.constant(0.5))
            .build();
    try (Pruning.Trial trial = Pruning.tryOut(block, neurons)) {
      assertThat(trial.masks().sparsity()).isEqualTo(0.5);
      SmallNetwork.assertZeroWherePruned(block, trial.masks());
    }
    assertThat(all(block)).isEqualTo(before);
    var misspelt = SynapticPruner.builder().optInclude("Liner").build();
    int arrays = manager.getManagedArrays().size();
    assertThatThrownBy(() -> Pruning.tryOut(block, misspelt))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(manager.getManagedArrays()).hasSize(arrays);
  }

  @Test
  void sensitivityIsTheLossOfEachLayerPrunedAlone() {
    Block block = network();
    NDArray x = manager.randomNormal(new Shape(16, 4));
    float[] before = all(block);
    NDArray unpruned = forward(block, x);
    SensitivityTable table =
        Pruning.sensitivity(
            block, b -> forward(b, x).sub(unpruned).square().mean().getFloat(), 0, 0.5, 0.875);
    assertThat(all(block)).isEqualTo(before);
    assertThat(table.unpruned()).isZero();
    assertThat(table.rows())
        .extracting(SensitivityTable.Row::path)
        .containsExactly("01Linear_weight", "03Linear_weight");
    for (SensitivityTable.Row row : table.rows()) {
      var pruner =
          SynapticPruner.builder()
              .optInclude(row.path())
              .optSchedule(SparsitySchedule.constant(0.875))
              .build();
      try (Pruning.Trial trial = Pruning.tryOut(block, pruner)) {
        assertThat(trial.masks().paths()).containsExactly(row.path());
        double loss = forward(block, x).sub(unpruned).square().mean().getFloat();
        assertThat(row.losses()).hasSize(3);
        assertThat(row.losses().get(0)).isZero();
        assertThat(row.losses().get(2)).isEqualTo(loss, within(1e-6));
        assertThat(loss).isPositive();
      }
    }
    List<String> lines = table.toString().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).startsWith("layer").contains("0.50000");
    assertThat(lines.subList(0, 3)).extracting(String::length).containsOnly(lines.get(0).length());
    assertThat(lines.get(3)).startsWith("unpruned");
  }

  private static NDArray forward(Block block, NDArray x) {
    return block
        .forward(new ParameterStore(x.getManager(), false), new NDList(x), false)
        .singletonOrThrow();
  }
}
