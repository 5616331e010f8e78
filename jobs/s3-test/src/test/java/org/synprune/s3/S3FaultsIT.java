package org.synprune.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cluster.FaultCases;
import org.synprune.jobs.cluster.Results;
import org.synprune.jobs.cluster.SmallSweep;
import org.synprune.jobs.cluster.Submission;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.storage.Folder;

/**
 * The faults of {@link FaultCases} on sweeps that read series from a bucket and write there. Cases
 * that go there as on this machine's disk are for the thorough tests.
 */
class S3FaultsIT extends FaultCases {

  private static final S3Place PLACE = new S3Place();

  S3FaultsIT() {
    super(PLACE);
  }

  @Test
  void aStoreThatVanishesInMidSweepAndComesBack() {
    try (Submission run = slowly()) {
      inMidSweep(run);
      PLACE.s3().plant(Fault.gone());
      assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
      assertThat(run.said().lines().filter(line -> line.startsWith("synprune: can't read or")))
          .hasSize(1);
    } finally {
      PLACE.s3().plant(Fault.NONE);
    }
    Results left = Results.of(sweep().results());
    assertThat(left.doubled()).isZero();
    finishes("--take-over");
  }

  @Test
  void aStoreThatCantBeUsedIsRefusedBeforeTheFirstTrial(@TempDir Path folder) {
    Folder elsewhere =
        Folder.of("s3a://elsewhere/out", LocalSpark.get().sparkContext().hadoopConfiguration());
    SmallSweep nowhere = new SmallSweep(sweep().cluster(), folder, elsewhere, "sweep");
    assertRefused(nowhere, "there is no such bucket");
    PLACE.s3().plant(Fault.readOnly());
    try {
      assertRefused(sweep(), "access denied, expected credentials");
    } finally {
      PLACE.s3().plant(Fault.NONE);
    }
    assertThat(Results.filesOf(sweep().results())).isZero();
    finishes();
  }

  @Override
  @Test
  @Tag("thorough")
  protected void anExecutorKilledInMidTrial() {
    super.anExecutorKilledInMidTrial();
  }

  @Override
  @Test
  @Tag("thorough")
  protected void aFileCutShortByAnEarlierCrash() throws IOException {
    super.aFileCutShortByAnEarlierCrash();
  }

  private static void assertRefused(SmallSweep sweep, String sentence) {
    try (Submission run = sweep.submit()) {
      assertThat(run.exitCode()).as(run.said()).isEqualTo(2);
      assertThat(run.said().lines().filter(line -> line.startsWith("synprune: ")))
          .singleElement()
          .satisfies(line -> assertThat(line).contains(sentence));
    }
  }
}
