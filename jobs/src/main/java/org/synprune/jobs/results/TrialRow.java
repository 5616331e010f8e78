package org.synprune.jobs.results;

import java.util.stream.IntStream;
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
    return idOf(FORMAT_VERSION, config, seriesId);
  }

  private static String idOf(int version, String config, String seriesId) {
    return digest(version + "\n" + seriesId + "\n" + config);
  }

  /**
   * The format version that a trial's id was made with: trials of one version can be compared.
   *
   * @param config the trial's configuration
   * @param seriesId the series it was trained on
   * @param trialId its id
   * @return the version, from 1 up; 0 if it is none up to this program's
   */
  public static int formatVersion(String config, String seriesId, String trialId) {
    return IntStream.rangeClosed(1, FORMAT_VERSION)
        .filter(version -> idOf(version, config, seriesId).equals(trialId))
        .findFirst()
        .orElse(0);
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
