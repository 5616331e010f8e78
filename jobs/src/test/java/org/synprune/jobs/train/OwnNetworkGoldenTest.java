package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.extend.OwnCodePath;
import org.synprune.jobs.extend.OwnNetworks;
import org.synprune.pruning.Placement;

/** A network of own code that PyTorch trained, too: every step must agree. */
class OwnNetworkGoldenTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "none, HOST",
    "none, DEVICE",
    "paper, HOST",
    "paper, DEVICE",
    "reference-code, HOST",
    "reference-code, DEVICE"
  })
  void everyStepAgreesWithPyTorch(String arm, Placement placement) {
    try (OwnCodePath path = OwnCodePath.in(folder, OwnNetworks.Mlp.class)) {
      assertThat(path.jar()).isNotEmpty();
      GoldenRun run =
          GoldenRun.of(Device.cpu(), placement, OwnNetworks.network("mlp", Map.of()), arm);
      System.out.printf("golden mlp, %s, %s: %s%n", arm, placement, run);

      assertThat(run.faults(1)).isEmpty();
      assertThat(run.replay.sizes()).containsExactly(run.trace.layers);
      assertThat(run.comparison.steps).isGreaterThanOrEqualTo(50);
      if (!arm.equals("none")) {
        assertThat(run.comparison.prunedAtEnd)
            .isPositive()
            .isEqualTo(run.trace.pruned(run.trace.steps()).cardinality());
      }
    }
  }
}
