package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayersInOneArrayTest extends ManagedArrays {

  @Test
  void layersInOneArrayArePrunedAsIfTheyWereApart() {
    SplittableRandom random = new SplittableRandom(4);
    float[] values = new float[3 * 7 + 5 * 2 + 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    var layers = new LinkedHashMap<String, Shape>();
    layers.put("z", new Shape(3, 7));
    layers.put("a", new Shape(5, 2));
    // A row of a matrix, longer than the layers.
    NDArray rows = manager.ones(new Shape(2, values.length));
    rows.set(new NDIndex("1"), manager.create(values));
    NDArray apart = manager.create(values);
    Map<String, NDArray> views =
        Map.of("z", apart.get("0:21").reshape(3, 7), "a", apart.get("21:31").reshape(5, 2));
    for (Scope scope : Scope.values()) {
      SynapticPruner pruner = everyBatch(0.4).optScope(scope).build();
      try (var together = pruner.newSession(rows.get(1).get("0:31"), layers);
          var separate = pruner.newSession(views)) {
        assertThat(together.afterBackward(1)).isTrue();
        separate.afterBackward(1);
        together.applyMasks();
        separate.applyMasks();
        assertThat(together.masks()).isEqualTo(separate.masks());
        assertThat(together.report().sparsity()).isEqualTo(separate.report().sparsity());
        assertThat(rows.get(1).toFloatArray()).containsExactly(apart.toFloatArray());
        assertThat(rows.get(0).toFloatArray()).containsOnly(1);
      }
    }
  }

  @Test
  void layersThatDontFillTheArrayAreRefused() {
    SynapticPruner pruner = everyBatch(0.5).optExclude("b*").build();
    NDArray four = manager.ones(new Shape(4));
    assertThatThrownBy(() -> pruner.newSession(four, Map.of("a", new Shape(5))))
        .hasMessage("The layers have 5 weights in all, but the array's shape is (4).");
    assertThatThrownBy(() -> pruner.newSession(four.reshape(2, 2), Map.of("a", new Shape(4))))
        .hasMessageContaining("but the array's shape is (2, 2)");
    assertThatThrownBy(() -> pruner.newSession(four, Map.of()))
        .hasMessageContaining("0 weights in all");
    assertThatThrownBy(() -> pruner.newSession(four, Map.of("b", new Shape(4))))
        .hasMessage("All layers of one array are pruned, but a pattern of the pruner excludes b.");
    NDArray doubles = four.toType(DataType.FLOAT64, true);
    assertThatThrownBy(() -> pruner.newSession(doubles, Map.of("a", new Shape(4))))
        .hasMessage("Only float32 weights can be pruned, but the array is float64.");
  }
}
