package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are saved together with their masks. */
class SavedModelTest extends ManagedArrays {

  @TempDir private Path folder;

  private static Model model(boolean initialize) {
    Model model = Model.newInstance("net", Device.cpu());
    model.setBlock(SmallNetwork.create());
    if (initialize) {
      model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 4));
    }
    return model;
  }

  @Test
  void aModelIsSavedWithItsMasksAndBothComeBack() throws Exception {
    Masks saved;
    float[] values;
    try (Model model = model(true)) {
      saved = Pruning.apply(model.getBlock(), 0.6);
      Pruning.save(model, folder, "net", saved);
      saved = Pruning.apply(model.getBlock(), 0.8);
      Pruning.save(model, folder, "net", saved);
      values = SmallNetwork.weights(model.getBlock(), "01Linear_weight");
    }
    assertThat(folder)
        .isDirectoryContaining("glob:**net-0000.params")
        .isDirectoryContaining("glob:**net-0000.masks")
        .isDirectoryContaining("glob:**net-0001.params")
        .isDirectoryContaining("glob:**net-0001.masks");
    try (Model model = model(false)) {
      Masks loaded = Pruning.load(model, folder, "net");
      assertThat(loaded).isEqualTo(saved);
      assertThat(SmallNetwork.weights(model.getBlock(), "01Linear_weight")).containsExactly(values);
      SmallNetwork.assertZeroWherePruned(model.getBlock(), loaded);
    }
    Files.delete(folder.resolve("net-0001.masks"));
    try (Model model = model(false)) {
      assertThatThrownBy(() -> Pruning.load(model, folder, "net"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("saved without masks")
          .hasMessageContaining("net-0001.masks");
    }
    Masks.allActive(java.util.Map.of("01Linear_weight", new Shape(3, 3)))
        .save(folder.resolve("net-0001.masks"));
    try (Model model = model(false)) {
      assertThatThrownBy(() -> Pruning.load(model, folder, "net"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("net-0001.masks")
          .hasMessageContaining("shape (3, 3) instead of (8, 4)");
    }
  }

  @Test
  void masksOfAnotherModelOfTheSameShapesAreRefused() throws Exception {
    Masks others;
    try (Model other = model(true)) {
      others = Pruning.apply(other.getBlock(), 0.6);
    }
    try (Model model = model(true)) {
      assertThatThrownBy(() -> Pruning.save(model, folder, "net", others))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "The masks aren't applied: \\d+ pruned weights of 0[13]Linear_weight aren't 0.");
      assertThat(folder).isEmptyDirectory();
      Pruning.save(model, folder, "net", Pruning.apply(model.getBlock(), 0.6));
    }
    others.save(folder.resolve("net-0000.masks"));
    try (Model model = model(false)) {
      assertThatThrownBy(() -> Pruning.load(model, folder, "net"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(folder.resolve("net-0000.masks") + ": The masks aren't applied");
    }
  }

  @Test
  void aSaveThatFailsLeavesNoParameters() throws Exception {
    try (Model model = model(true)) {
      Masks masks = Pruning.apply(model.getBlock(), 0.6);
      Files.createDirectories(folder.resolve("net-0000.masks/in-the-way"));
      assertThatThrownBy(() -> Pruning.save(model, folder, "net", masks))
          .isInstanceOf(IOException.class);
      assertThat(folder.toFile().list()).containsExactly("net-0000.masks");
    }
  }

  @Test
  void aModelIsSavedWithItsPropertiesUnderItsEpoch() throws Exception {
    Masks masks;
    try (Model model = model(true)) {
      model.setProperty("Epoch", "7");
      model.setProperty("Loss", "0.5");
      model.setDataType(DataType.FLOAT64);
      masks = Pruning.apply(model.getBlock(), 0.6);
      int held = model.getNDManager().getManagedArrays().size();
      Pruning.save(model, folder, "net", masks);
      assertThat(model.getNDManager().getManagedArrays()).hasSize(held);
      assertThat(SmallNetwork.weights(model.getBlock(), "01Linear_weight")).hasSize(32);
    }
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("net-0007.params", "net-0007.masks");
    try (Model model = model(false)) {
      assertThat(Pruning.load(model, folder, "net")).isEqualTo(masks);
      assertThat(model.getProperty("Loss")).isEqualTo("0.5");
      assertThat(model.getDataType()).isEqualTo(DataType.FLOAT64);
    }
  }

  @Test
  void aLoadedModelIsTrainedOnWithItsMasks() throws Exception {
    try (Model model = model(true)) {
      Pruning.save(model, folder, "net", Pruning.apply(model.getBlock(), 0.5));
    }
    try (Model model = model(false)) {
      Masks masks = Pruning.load(model, folder, "net");
      var pruner =
          SynapticPruner.builder()
              .optFirstMasks(masks)
              .optSchedule(SparsitySchedule.constant(0.5))
              .optCountRule(CountRule.EXACT)
              .build();
      var config =
          new DefaultTrainingConfig(Loss.l2Loss())
              .optDevices(new Device[] {Device.cpu()})
              .optOptimizer(pruner.wrap(Optimizer.adam().build()))
              .addTrainingListeners(pruner);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(8, 4));
        var data =
            new ArrayDataset.Builder()
                .setData(manager.randomNormal(new Shape(32, 4)))
                .optLabels(manager.randomNormal(new Shape(32, 2)))
                .setSampling(8, false)
                .build();
        EasyTrain.fit(trainer, 2, data, null);
      }
      assertThat(pruner.masks()).isEqualTo(masks);
      SmallNetwork.assertZeroWherePruned(model.getBlock(), masks);
    }
  }
}
