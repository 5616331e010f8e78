package org.synprune.jobs.cli;

import org.synprune.jobs.results.Provenance;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"synprune " + Provenance.programVersion()};
  }
}
