package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A session that can't be opened leaves no arrays behind, whatever the reason. */
class ReleasedArraysTest extends ManagedArrays {

  /** A weight whose properties are known but whose memory is gone: the engine throws. */
  private NDArray closed(Shape shape) {
    NDArray array = manager.ones(shape);
    assertThat(array.getDataType().isFloating()).isTrue();
    assertThat(array.getDevice()).isNotNull();
    assertThat(array.getShape()).isEqualTo(shape);
    array.close();
    return array;
  }

  @Test
  void afterAnErrorOfTheEngine() {
    SynapticPruner pruner = SynapticPruner.builder().build();
    Map<String, NDArray> weights =
        Map.of("a", manager.ones(new Shape(2, 3)), "b", closed(new Shape(3, 2)));
    assertThatThrownBy(() -> pruner.newSession(weights))
        .isInstanceOf(IllegalStateException.class)
        .hasStackTraceContaining("MaskedLayer.<init>");
    assertThat(manager.getManagedArrays()).hasSize(1);
  }

  @Test
  void afterFirstMasksThatCannotBeApplied() {
    // An expanded array can't be changed in place: the engine throws when the masks are applied.
    NDArray expanded = manager.ones(new Shape(1, 3)).broadcast(new Shape(2, 3));
    var pruned = new BitSet();
    pruned.set(0);
    Masks masks = Masks.of(Map.of("w", new Shape(2, 3)), path -> pruned);
    SynapticPruner pruner = SynapticPruner.builder().optFirstMasks(masks).build();
    int before = manager.getManagedArrays().size();
    assertThatThrownBy(() -> pruner.newSession(Map.of("w", expanded)))
        .isInstanceOf(EngineException.class);
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void afterTheMatricesOfARecurrentLayerDontMatch() {
    SynapticPruner pruner = SynapticPruner.builder().optStructure(Structure.neurons()).build();
    NDArray flat = manager.ones(new Shape(48));
    var layers = new LinkedHashMap<String, Shape>();
    layers.put("l_0_i2h_WEIGHT", new Shape(8, 4));
    layers.put("l_0_h2h_WEIGHT", new Shape(16));
    assertThatThrownBy(() -> pruner.newSession(flat, layers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The matrices of a recurrent layer must be (gates * units, inputs) and (gates * units,"
                + " units) with 1, 3 or 4 gates, but l_0_i2h_WEIGHT is (8, 4) and l_0_h2h_WEIGHT is (16).");
    layers.put("l_0_h2h_WEIGHT", new Shape(4, 4));
    layers.put("other", new Shape(0, 1));
    assertThatThrownBy(() -> pruner.newSession(manager.ones(new Shape(48)), layers))
        .hasMessageContaining("l_0_h2h_WEIGHT is (4, 4)");
    assertThat(manager.getManagedArrays()).hasSize(2);
  }

  @Test
  void afterAPatternExcludesALaterLayer() {
    SynapticPruner pruner = SynapticPruner.builder().optExclude("b").build();
    NDArray flat = manager.ones(new Shape(12));
    var layers = new LinkedHashMap<String, Shape>();
    layers.put("a", new Shape(2, 3));
    layers.put("b", new Shape(2, 3));
    assertThatThrownBy(() -> pruner.newSession(flat, layers)).hasMessageContaining("excludes b");
    assertThat(manager.getManagedArrays()).hasSize(1);
  }
}
