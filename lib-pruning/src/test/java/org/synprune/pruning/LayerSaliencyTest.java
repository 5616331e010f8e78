package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Saliencies that see which layer they score. */
class LayerSaliencyTest extends ManagedArrays {

  /** In place: set(float[]) would give the array other memory. */
  private void set(NDArray array, float... numbers) {
    array.stopGradient().set(new NDIndex("..."), manager.create(numbers, array.getShape()));
  }

  private static float[] scores(Saliency saliency, String path, NDArray weights) {
    return ((BuiltInSaliencies.ByLayer) saliency)
        .layers()
        .score(new LayerSaliency.Layer(path, weights, null, null))
        .toFloatArray();
  }

  /** Squares 4, 1, 9, 16: each over the sum of those that are as large or larger. */
  @Test
  void lampIsASquareOverTheSumOfTheLargerOnes() {
    NDArray w = row(2, -1, 3, -4);
    assertThat(scores(Saliency.lamp(), "w", w))
        .containsExactly(new float[] {4f / (4 + 9 + 16), 1f / 30, 9f / (9 + 16), 1}, within(1e-6f));
    assertThat(scores(Saliency.lamp(), "w", row(0, 0))).containsExactly(0, 0);
    assertThat(scores(Saliency.lamp(), "w", manager.create(new float[] {0, 5}, new Shape(2, 1))))
        .containsExactly(0, 1);
  }

  /** The small layer keeps its largest weight, though all of the other's are larger. */
  @Test
  void lampEmptiesNoLayer() {
    NDArray small = row(0.01f, 0.02f);
    NDArray big = row(10, 11, 12, 13, 14, 15, 16, 17);
    var pruner =
        SynapticPruner.builder()
            .optSaliency(Saliency.lamp())
            .optSchedule(SparsitySchedule.constant(0.8))
            .optUpdateEvery(1)
            .build();
    try (var session = pruner.newSession(Map.of("small", small, "big", big))) {
      session.afterBackward(1);
      assertThat(session.masks().toFloatArray("small")).containsExactly(0, 1);
      assertThat(session.masks().pruned("big")).isEqualTo(7);
      assertThat(session.masks().isActive("big", 7)).isTrue();
    }
  }

  @Test
  void wandaWeighsByTheNormsOfTheInputs() {
    Block block = Linear.builder().setUnits(2).build();
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    NDArray weight = block.getParameters().get("weight").getArray();
    set(weight, 3, 2, 1, -1, 2, 4);
    InputNorms norms =
        InputNorms.of(
            block,
            List.of(
                new NDList(manager.create(new float[] {3, 0, 10}, new Shape(1, 3))),
                new NDList(manager.create(new float[] {4, 1, 0}, new Shape(1, 3)))));
    assertThat(norms.paths()).containsExactly("weight");
    assertThat(norms.get("weight")).containsExactly(new float[] {5, 1, 10}, within(1e-5f));
    var pruner =
        SynapticPruner.builder()
            .optSaliency(Saliency.wanda(norms))
            .optScope(Scope.UNIFORM)
            .optSchedule(SparsitySchedule.constant(0.5))
            .build();
    // 15, 2, 10 and 5, 2, 40
    assertThat(Pruning.masks(block, pruner).toFloatArray("weight"))
        .containsExactly(1, 0, 1, 0, 0, 1);
    assertThatThrownBy(() -> norms.get("other"))
        .hasMessage("The inputs of other weren't measured, only those of [weight].");
  }

  /** Of a convolution the norms are of its channels, over examples and places. */
  @Test
  void normsAreMeasuredWithinANetwork() {
    Block block =
        new SequentialBlock()
            .add(Conv1d.builder().setKernelShape(new Shape(1)).setFilters(2).build())
            .add(Activation.reluBlock())
            .add(Linear.builder().setUnits(1).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 4));
    set(block.getParameters().get("01Conv1d_weight").getArray(), 1, -1);
    NDArray x = manager.create(new float[] {1, 2, 2, 4}, new Shape(1, 1, 4));
    InputNorms norms = InputNorms.of(block, List.of(new NDList(x)));
    assertThat(norms.get("01Conv1d_weight")).containsExactly(new float[] {5}, within(1e-5f));
    // behind the activation the second channel is 0: what the linear layer takes in are the places
    assertThat(norms.get("03Linear_weight"))
        .containsExactly(new float[] {1, 2, 2, 4}, within(1e-5f));
  }

  @Test
  void aLayersScoreSeesPathShapeAndGradients() {
    NDArray a = row(1, 2, 3);
    NDArray b = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
    b.setRequiresGradient(true);
    a.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(a.sum().add(b.mul(b).sum()));
    }
    List<String> seen = new ArrayList<>();
    LayerSaliency own =
        new LayerSaliency() {
          @Override
          public NDArray score(Layer layer) {
            float[] slopes =
                layer.gradients() == null ? new float[0] : layer.gradients().toFloatArray();
            seen.add(
                layer.path() + layer.weights().getShape() + " " + slopes.length + " " + slopes[0]);
            return layer.path().equals("a") ? layer.weights().mul(100) : layer.weights().abs();
          }

          @Override
          public boolean needsGradients() {
            return true;
          }
        };
    for (Placement placement : Placement.values()) {
      var pruner =
          SynapticPruner.builder()
              .optSaliency(Saliency.ofLayers(own))
              .optSchedule(SparsitySchedule.constant(0.58))
              .optUpdateEvery(1)
              .optPlacement(placement)
              .build();
      seen.clear();
      try (var session = pruner.newSession(Map.of("a", a, "b", b))) {
        session.afterBackward(1);
        assertThat(session.masks().pruned("a")).isZero();
        assertThat(session.masks().pruned("b")).isEqualTo(4);
      }
      assertThat(seen).containsExactly("a(1, 3) 3 1.0", "b(2, 2) 4 2.0");
    }
  }
}
