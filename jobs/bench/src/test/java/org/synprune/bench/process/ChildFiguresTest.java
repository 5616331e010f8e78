package org.synprune.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChildFiguresTest {

  @Test
  void figuresAreFoundAmongWarnings() {
    String said =
        """
        12:00:01 WARN FileSystem: took 1.5 s
        1.000 2.000
        3.500 0.250
        12:00:02 WARN S3AFileSystem: closed after 9.9
        """;
    assertThat(ChildFigures.of(said, 2)).containsExactly(3.5, 0.25);
  }

  @Test
  void anotherCountIsNoResult() {
    assertThatThrownBy(() -> ChildFigures.of("1.000 2.000\n", 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 figures");
    assertThatThrownBy(() -> ChildFigures.of("killed\n", 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("killed");
  }
}
