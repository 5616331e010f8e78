package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models from PyTorch, whose blocks aren't known: what they are has to be seen from names. */
class TorchScriptTest {

  private static final Path MODELS = Path.of("src/test/resources/models");

  private static Model load(String name) throws Exception {
    Model model = Model.newInstance(name, Device.cpu(), "PyTorch");
    model.load(MODELS, name + ".pt", Map.of("trainParam", "true"));
    return model;
  }

  private static SynapticPrunerBuilder neurons() {
    return SynapticPruner.builder()
        .optStructure(Structure.neurons())
        .optScope(Scope.UNIFORM)
        .optSchedule(SparsitySchedule.constant(0.5));
  }

  /** Both names are one array in memory, but two objects of DJL. */
  @Test
  void sharedWeightsAreNoticed() throws Exception {
    try (Model model = load("tied")) {
      Block block = model.getBlock();
      NDArray first = block.getParameters().get("first.weight").getArray();
      NDArray last = block.getParameters().get("last.weight").getArray();
      assertThat(first.getUid()).isNotEqualTo(last.getUid());
      float[] before = first.toFloatArray();
      assertThatThrownBy(() -> Pruning.apply(block, 0.5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Shared parameters can't be pruned: first.weight and last.weight are the same array.");
      assertThat(first.toFloatArray()).isEqualTo(before);
      // As in DJL's own blocks, leaving out one of the two doesn't help.
      var middle = SynapticPruner.builder().optInclude("middle*");
      assertThat(Pruning.apply(block, middle.build()).paths()).containsExactly("middle.weight");
    }
  }

  @Test
  void unitsByPyTorchsNamesGoAsAWhole() throws Exception {
    try (Model model = load("lstm")) {
      Block block = model.getBlock();
      Masks masks = Pruning.apply(block, neurons().build());
      // the head is the output
      assertThat(masks.paths())
          .containsExactly(
              "lstm.weight_hh_l0", "lstm.weight_hh_l1", "lstm.weight_ih_l0", "lstm.weight_ih_l1");
      for (String layer : new String[] {"l0", "l1"}) {
        float[] state = masks.toFloatArray("lstm.weight_hh_" + layer);
        float[] input = masks.toFloatArray("lstm.weight_ih_" + layer);
        int width = input.length / 24;
        int pruned = 0;
        for (int row = 0; row < 24; row++) {
          assertThat(state[row * 6]).isEqualTo(state[row % 6 * 6]);
          assertThat(input[row * width]).isEqualTo(state[row * 6]);
          pruned += state[row * 6] == 0 ? 1 : 0;
        }
        assertThat(pruned).isEqualTo(12);
        float[] bias = block.getParameters().get("lstm.bias_ih_" + layer).getArray().toFloatArray();
        for (int row = 0; row < 24; row++) {
          assertThat(bias[row] == 0).isEqualTo(state[row * 6] == 0);
        }
      }
      var half = neurons().optExclude("lstm.weight_hh_l1").build();
      assertThatThrownBy(() -> Pruning.apply(block, half))
          .hasMessage(
              "A recurrent layer's neurons are in two matrices: prune both or none of"
                  + " lstm.weight_ih_l1 and lstm.weight_hh_l1.");
    }
  }

  @Test
  void transposedConvolutionsHaveNoNeurons() throws Exception {
    try (Model model = load("upsampling")) {
      Block block = model.getBlock();
      assertThatThrownBy(() -> Pruning.apply(block, neurons().build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The neurons of a transposed convolution can't be pruned: exclude up.weight.");
      Masks masks = Pruning.apply(block, neurons().optExclude("up*").build());
      assertThat(masks.paths()).containsExactly("down.weight");
      assertThatThrownBy(() -> Pruning.shrink(block, masks))
          .hasMessage("The blocks of a TorchScript model aren't known: it can't be shrunk.");
    }
  }

  @Test
  void projectionsAreRefused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> projected =
          Map.of(
              "weight_ih_l0", manager.ones(new Shape(16, 3)),
              "weight_hh_l0", manager.ones(new Shape(16, 4)),
              "weight_hr_l0", manager.ones(new Shape(2, 4)));
      SynapticPruner pruner = neurons().build();
      assertThatThrownBy(() -> pruner.newSession(projected))
          .hasMessageStartingWith(
              "The units of a recurrent layer with a projection can't be pruned: exclude weight_");
      Map<String, NDArray> odd =
          Map.of(
              "weight_ih_l0", manager.ones(new Shape(8, 3)),
              "weight_hh_l0", manager.ones(new Shape(8, 4)));
      assertThatThrownBy(() -> pruner.newSession(odd)).hasMessageContaining("1, 3 or 4 gates");
    }
  }

  @Test
  void savingSaysWhatWorksInstead(@TempDir Path folder) throws Exception {
    Masks masks;
    Path file = folder.resolve("net.zip");
    try (Model model = load("lstm")) {
      masks = Pruning.apply(model.getBlock(), 0.5);
      assertThatThrownBy(() -> Pruning.save(model, folder, "net", masks))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SparseWeights.of(block, masks)");
      try (var files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
      SparseWeights.of(model.getBlock(), masks).save(file);
    }
    try (Model again = load("lstm")) {
      assertThat(SparseWeights.load(file).writeTo(again.getBlock())).isEqualTo(masks);
      assertThat(Masks.ofZeros(again.getBlock())).isEqualTo(masks);
    }
  }
}
