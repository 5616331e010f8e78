package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PruningTest extends ManagedArrays {

  private Block initialized() {
    Block block = SmallNetwork.create();
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
    return block;
  }

  @Test
  void aTrainedBlockIsPrunedAtOnce() {
    Block block = initialized();
    Masks masks = Pruning.apply(block, 0.75);
    assertThat(masks.paths()).containsExactly("01Linear_weight", "03Linear_weight");
    assertThat(masks.sparsity()).isEqualTo(0.75);
    SmallNetwork.assertZeroWherePruned(block, masks);
  }

  @Test
  void frozenParametersAreDoneTooAndEveryPartHasItsSay() {
    Block block = initialized();
    block.freezeParameters(true);
    var rows =
        SynapticPruner.builder()
            .optStructure(Structure.neurons())
            .optSchedule(SparsitySchedule.constant(0.5))
            .optExclude("03*")
            .build();
    Masks masks = Pruning.apply(block, rows);
    assertThat(masks.paths()).containsExactly("01Linear_weight");
    assertThat(masks.pruned("01Linear_weight")).isEqualTo(16);
    SmallNetwork.assertZeroWherePruned(block, masks);
  }

  @Test
  void aSaliencyThatNeedsGradientsTakesThoseOfTheLastBackward() {
    var taylor =
        SynapticPruner.builder()
            .optSaliency(Saliency.gradientMagnitude())
            .optSchedule(SparsitySchedule.oneShot(0.5, 3))
            .optCountRule(CountRule.EXACT)
            .build();
    Block block = initialized();
    assertThatThrownBy(() -> Pruning.apply(block, taylor))
        .hasMessage("The saliency needs gradients, but all are 0: run a backward pass first.");
    // The last input is 0, so the gradients of its weights are 0 too.
    NDArray x = manager.create(new float[] {1, 2, 3, 0}, new Shape(1, 4));
    NDArray first = block.getParameters().get("01Linear_weight").getArray();
    first.set(new NDIndex("..."), first.abs());
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      var store = new ParameterStore(manager, false);
      collector.backward(block.forward(store, new NDList(x), true).singletonOrThrow().sum());
    }
    Masks masks = Pruning.apply(block, taylor);
    assertThat(masks.sparsity()).isEqualTo(0.5);
    for (int unit = 0; unit < 8; unit++) {
      assertThat(masks.isActive("01Linear_weight", 4 * unit + 3)).isFalse();
    }
  }

  @Test
  void regrowthHasNoMeaningWithoutATraining() {
    var pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(0.5))
            .optRegrowth(Regrowth.random(0.3, 5, 1))
            .build();
    Block block = initialized();
    assertThatThrownBy(() -> Pruning.apply(block, pruner))
        .hasMessage("Weights can grow back only in a training: leave out the regrowth.");
  }

  @Test
  void masksAreMadePermanentByName() {
    Block block = initialized();
    Masks masks = Pruning.apply(initialized(), 0.5);
    Pruning.makePermanent(block, masks);
    SmallNetwork.assertZeroWherePruned(block, masks);
    Block other = new SequentialBlock().add(Linear.builder().setUnits(8).build());
    other.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
    float[] before = SmallNetwork.weights(other, "01Linear_weight");
    assertThatThrownBy(() -> Pruning.makePermanent(other, masks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("03Linear_weight");
    assertThat(SmallNetwork.weights(other, "01Linear_weight")).containsExactly(before);
  }

  @Test
  void whatIsNotFiniteIsMadeZeroToo() {
    Block block = initialized();
    Masks masks = Pruning.apply(block, 0.5);
    NDArray weight = block.getParameters().get("01Linear_weight").getArray();
    float[] broken = weight.toFloatArray();
    for (int i = 0; i < broken.length; i++) {
      if (!masks.isActive("01Linear_weight", i)) {
        broken[i] = i % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
      }
    }
    try (NDArray alias = weight.stopGradient()) {
      alias.set(new NDIndex("..."), manager.create(broken, weight.getShape()));
    }
    int held = manager.getManagedArrays().size();
    Pruning.makePermanent(block, masks);
    assertThat(manager.getManagedArrays()).hasSize(held);
    SmallNetwork.assertZeroWherePruned(block, masks);
  }

  @Test
  void aTorchScriptFromDiskIsPrunedAsTorchPrunesIt() throws Exception {
    Path models = Path.of(PruningTest.class.getResource("/models/mlp.pt").toURI()).getParent();
    NDList trace;
    try (var in = Files.newInputStream(models.resolve("mlp.npz"))) {
      trace = NDList.decode(manager, in);
    }
    var input = new NDList(trace.get("x"));
    try (Model model = Model.newInstance("mlp", Device.cpu())) {
      model.load(models);
      var store = new ParameterStore(model.getNDManager(), false);
      NDArray dense = model.getBlock().forward(store, input, false).singletonOrThrow();
      assertThat(dense.allClose(trace.get("dense"), 1e-5, 1e-6, false)).isTrue();
      Masks masks = Pruning.apply(model.getBlock(), 0.5);
      assertThat(masks.paths()).containsExactly("0.weight", "2.weight");
      assertThat(masks.sparsity()).isEqualTo(0.5);
      NDArray pruned = model.getBlock().forward(store, input, false).singletonOrThrow();
      assertThat(pruned.allClose(trace.get("pruned"), 1e-5, 1e-6, false)).isTrue();
    }
  }

  @Test
  void globsTakeWholePathsAndNothingElse() {
    var pruner = SynapticPruner.builder().optInclude("0?Linear_*").build();
    Shape shape = new Shape(2, 2);
    var weight = ai.djl.nn.Parameter.Type.WEIGHT;
    assertThat(pruner.isPrunable("01Linear_weight", weight, shape)).isTrue();
    assertThat(pruner.isPrunable("a01Linear_weight", weight, shape)).isFalse();
    assertThat(pruner.isPrunable("011Linear_weight", weight, shape)).isFalse();
    var dots = SynapticPruner.builder().optExclude("a.b", "*[norm]").build();
    assertThat(dots.isPrunable("a.b", weight, shape)).isFalse();
    assertThat(dots.isPrunable("axb", weight, shape)).isTrue();
    assertThat(dots.isPrunable("x[norm]", weight, shape)).isFalse();
    assertThat(dots.isPrunable("xn", weight, shape)).isTrue();
  }
}
