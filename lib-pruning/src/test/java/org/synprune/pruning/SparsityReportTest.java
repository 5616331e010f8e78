package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SparsityReportTest {

  private final SparsityReport report =
      SparsityReport.of(
          Masks.of(
              Map.of("01Linear_weight", new Shape(4, 10), "norm", new Shape(6)),
              path -> {
                var bits = new BitSet();
                bits.set(0, path.equals("norm") ? 3 : 30);
                return bits;
              }));

  @Test
  void countsWeightsAndBytes() {
    SparsityReport.Layer linear = report.layers().get(0);
    assertThat(linear).isEqualTo(new SparsityReport.Layer("01Linear_weight", 4, 40, 30, 0));
    assertThat(linear.sparsity()).isEqualTo(0.75);
    assertThat(linear.denseBytes()).isEqualTo(160);
    // 10 values of 4 B, 10 column indices of 4 B, 5 row pointers of 4 B
    assertThat(linear.csrBytes()).isEqualTo(100);
    SparsityReport.Layer norm = report.layers().get(1);
    assertThat(norm.csrBytes()).isEqualTo(3 * 8 + 2 * 4);
    assertThat(report.total()).isEqualTo(46);
    assertThat(report.pruned()).isEqualTo(33);
    assertThat(report.sparsity()).isEqualTo(33.0 / 46);
    assertThat(report.denseBytes()).isEqualTo(184);
    assertThat(report.csrBytes()).isEqualTo(132);
  }

  @Test
  void printsAnAlignedTable() {
    List<String> lines = report.toString().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1).split(" +"))
        .containsExactly("01Linear_weight", "40", "30", "0.7500", "160", "100", "-", "-");
    assertThat(lines.get(3).split(" +"))
        .containsExactly("total", "46", "33", "0.7174", "184", "132", "-", "-");
    assertThat(lines).extracting(String::length).containsOnly(lines.get(0).length());
  }

  @Test
  void nothingIsNotSparse() {
    assertThat(new SparsityReport(List.of()).sparsity()).isZero();
    assertThat(new SparsityReport.Layer("a", 0, 0, 0, 1).sparsity()).isZero();
  }

  @Test
  void refusesCountsThatCannotBe() {
    assertThatThrownBy(() -> new SparsityReport.Layer("a", 1, 3, 4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 of 3");
    assertThatThrownBy(() -> new SparsityReport.Layer("a", 1, 3, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * A convolution's weights are used at each of its 4 x 4 places, a recurrent layer's at each step.
   */
  @Test
  void countsOperationsOfOneExample() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block pictures =
          new SequentialBlock()
              .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(5).build())
              .add(Blocks.batchFlattenBlock())
              .add(Linear.builder().setUnits(3).build());
      pictures.initialize(manager, DataType.FLOAT32, new Shape(7, 2, 6, 6));
      Masks masks = Pruning.apply(pictures, 0.5);
      SparsityReport own = SparsityReport.of(masks, pictures);
      assertThat(own.layers())
          .extracting(SparsityReport.Layer::denseFlops)
          .containsExactly(2L * 5 * 2 * 9 * 16, 2L * 3 * 80);
      SparsityReport.Layer first = own.layers().get(0);
      assertThat(first.flops()).isEqualTo(2 * (90 - first.pruned()) * 16);
      assertThat(own.denseFlops()).isEqualTo(2880 + 480);
      assertThat(own.flops()).isLessThan(own.denseFlops());
      assertThat(own.toString().lines().toList().get(3)).endsWith(" " + own.flops());

      Block series =
          new SequentialBlock()
              .add(GRU.builder().setNumLayers(1).setStateSize(4).optBatchFirst(true).build())
              .add(Linear.builder().setUnits(1).build());
      series.initialize(manager, DataType.FLOAT32, new Shape(7, 9, 2));
      try (PruningSession session = SynapticPruner.builder().build().newSession(series)) {
        assertThat(session.report().layers())
            .extracting(SparsityReport.Layer::uses)
            .containsOnly(9L);
      }
    }
  }
}
