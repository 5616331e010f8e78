package org.synprune.jobs.results;

import org.apache.commons.codec.digest.DigestUtils;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * One attempt at one trial: a row of {@code trials}.
 *
 * @param trialId identifies the trial, see {@link #idOf}
 * @param attempt counted from 1
 * @param outcome result or failure
 * @param series the series it was trained on
 * @param provenance machine and versions it ran with
 * @param finishedMicros when it was written, microseconds since 1970 UTC
 */
public record TrialRow(
    String trialId,
    int attempt,
    TrialOutcome outcome,
    SeriesInfo series,
    Provenance provenance,
    long finishedMicros) {

  /** Raised whenever a trial's result changes for the same configuration and data. */
  static final int FORMAT_VERSION = 3;

  private static final int ID_DIGITS = 32;

  /**
   * Identifies a trial: the same configuration on the same series gives the same id, on any machine
   * and in any order.
   *
   * @param trial the trial
   * @param series the series it is trained on
   * @return 32 hex digits
   */
  public static String idOf(Trial trial, SeriesInfo series) {
    return idOf(trial.config(), series.id());
  }

  /**
   * Identifies a trial.
   *
   * @param config the trial's configuration
   * @param seriesId the series it is trained on
   * @return 32 hex digits
   */
  public static String idOf(String config, String seriesId) {
    return digest(FORMAT_VERSION + "\n" + seriesId + "\n" + config);
  }

  /**
   * A short name for a text.
   *
   * @param text any text
   * @return 32 hex digits of its SHA-256
   */
  public static String digest(String text) {
    return DigestUtils.sha256Hex(text).substring(0, ID_DIGITS);
  }

  /**
   * Whether the attempt has a result.
   *
   * @return true if it is COMPLETED
   */
  public boolean completed() {
    return outcome instanceof TrialOutcome.Completed;
  }
}
