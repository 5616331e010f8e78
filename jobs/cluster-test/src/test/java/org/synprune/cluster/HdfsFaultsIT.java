package org.synprune.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.cluster.FaultCases;
import org.synprune.jobs.cluster.Results;
import org.synprune.jobs.cluster.SmallSweep;
import org.synprune.jobs.cluster.Submission;

/**
 * The same cases with results on HDFS, and what happens to HDFS itself. Cases that go there as on
 * this machine's disk are for the thorough tests.
 */
class HdfsFaultsIT extends FaultCases {

  private static final HdfsPlace PLACE = new HdfsPlace();

  HdfsFaultsIT() {
    super(PLACE);
  }

  @Test
  void aDatanodeLost() throws IOException {
    try (Submission run = slowly()) {
      inMidSweep(run);
      PLACE.hdfs().stopNode();
      letGo();
      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(Results.of(sweep().results()))
          .as("read from the node that is left")
          .isEqualTo(Results.whole(SmallSweep.TRIALS));
    } finally {
      PLACE.hdfs().restartNode();
    }
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

  @Override
  @Test
  @Tag("thorough")
  protected void twoSweepsOnOneFolderAtOnce() {
    super.twoSweepsOnOneFolderAtOnce();
  }
}
