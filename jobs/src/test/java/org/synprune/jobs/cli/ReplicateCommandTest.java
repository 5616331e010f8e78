package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.RealData;

class ReplicateCommandTest {

  @TempDir private Path dir;

  @Test
  void trainsTheRowOfOneLookbackAndHoldsItAgainstThePaper() {
    String data = RealData.folder().toString();
    Cli.Ended ended =
        Cli.run(
            "replicate", "--data", data, "--lookback", "1", "--out", dir.resolve("out").toString());
    assertThat(ended.fine().out())
        .contains("10 completed, 0 already done, 0 without result")
        .containsPattern("(?m)^ *1 +0?\\.1062 ");
  }
}
