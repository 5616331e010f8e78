package org.synprune.jobs.cli;

import picocli.CommandLine.Option;

/** What to do about the trials of an earlier sweep of the run. */
final class ResumeOptions {

  @Option(names = "--retry-failed", description = "Try trials again that have failed before.")
  private boolean retryFailed;

  @Option(names = "--fresh", description = "Remove the run's results first and start over.")
  private boolean fresh;

  boolean retryFailed() {
    return retryFailed;
  }

  boolean fresh() {
    return fresh;
  }
}
