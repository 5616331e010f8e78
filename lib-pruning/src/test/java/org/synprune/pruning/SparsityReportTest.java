package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
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
    assertThat(linear).isEqualTo(new SparsityReport.Layer("01Linear_weight", 4, 40, 30));
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
        .containsExactly("01Linear_weight", "40", "30", "0.7500", "160", "100");
    assertThat(lines.get(3).split(" +"))
        .containsExactly("total", "46", "33", "0.7174", "184", "132");
    assertThat(lines).extracting(String::length).containsOnly(lines.get(0).length());
  }

  @Test
  void nothingIsNotSparse() {
    assertThat(new SparsityReport(List.of()).sparsity()).isZero();
    assertThat(new SparsityReport.Layer("a", 0, 0, 0).sparsity()).isZero();
  }

  @Test
  void refusesCountsThatCannotBe() {
    assertThatThrownBy(() -> new SparsityReport.Layer("a", 1, 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 of 3");
    assertThatThrownBy(() -> new SparsityReport.Layer("a", 1, 3, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
