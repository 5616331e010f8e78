package org.synprune.jobs.cluster;

/** The cases of {@link FaultCases} with results in a folder of this machine. */
class FaultsIT extends FaultCases {

  FaultsIT() {
    super(new LocalPlace());
  }
}
