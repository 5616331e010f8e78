package org.synprune.bench.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.synprune.bench.gpu.CheckRow.Verdict;

class CheckRowTest {

  @Test
  void aRowIsOneLineOfATable() {
    CheckRow row = new CheckRow("memory", "a | b", "CUDA error:\n  out of memory ", Verdict.FAULT);
    assertThat(row).hasToString("| memory | a / b | CUDA error: out of memory | FAULT |");
    assertThat(CheckRow.isFault(row.toString())).isTrue();
    assertThat(CheckRow.isFault(new CheckRow("memory", "a", "FAULT", Verdict.OK).toString()))
        .isFalse();
    assertThat(CheckRow.isFault("| FAULT")).isFalse();
    assertThat(CheckRow.HEAD.lines()).hasSize(2);
  }
}
