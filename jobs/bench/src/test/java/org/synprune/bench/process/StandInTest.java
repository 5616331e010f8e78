package org.synprune.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandInTest {

  @Test
  void itIsReadyOnceItSaysWhereItIsAndEndsWithItsInput(@TempDir Path folder) {
    Path ended = folder.resolve("ended");
    String script = "echo Formatting; echo 'store: hdfs://h:1/bench /conf'; cat; touch " + ended;
    try (StandIn store = StandIn.start(List.of("sh", "-c", script), folder.resolve("log"))) {
      assertThat(store.where()).isEqualTo(new StandIn.Where("hdfs://h:1/bench", Path.of("/conf")));
      assertThat(Files.exists(ended)).isFalse();
    }
    assertThat(Files.exists(ended)).isTrue();
  }

  @Test
  void oneThatDoesNotStartSaysWhy(@TempDir Path folder) {
    List<String> command = List.of("sh", "-c", "echo no port; exit 1");
    assertThatThrownBy(() -> StandIn.start(command, folder.resolve("log")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no port");
  }

  @Test
  void halfALineIsWaitedFor() {
    assertThat(StandIn.Where.in("store: s3a://bucket/bench /con")).isEmpty();
  }
}
