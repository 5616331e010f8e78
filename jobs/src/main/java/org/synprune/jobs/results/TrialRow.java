package org.synprune.jobs.results;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.synprune.jobs.train.Trial;
import org.synprune.jobs.train.TrialOutcome;

/**
 * One attempt at one trial, as it is written down.
 *
 * @param trialId identifies the trial, see {@link #idOf}
 * @param attempt counted from 1
 * @param outcome what came of it
 * @param sha256 hash of the input data
 * @param provenance where and with what it ran
 * @param finishedMicros when it was written, microseconds since 1970 UTC
 */
public record TrialRow(
    String trialId,
    int attempt,
    TrialOutcome outcome,
    String sha256,
    Provenance provenance,
    long finishedMicros) {

  /** Raised whenever a trial's result changes for the same configuration and data. */
  static final int FORMAT_VERSION = 1;

  private static final int ID_BYTES = 16;

  /**
   * Identifies a trial: the same configuration on the same data gives the same id, on any machine
   * and in any order.
   *
   * @param trial the trial
   * @param sha256 hash of its input data
   * @return 32 hex digits
   */
  public static String idOf(Trial trial, String sha256) {
    String identity = FORMAT_VERSION + "\n" + sha256 + "\n" + trial.config();
    return digest(identity);
  }

  /**
   * A short name for a text.
   *
   * @param text any text
   * @return 32 hex digits of its SHA-256
   */
  public static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  boolean completed() {
    return outcome instanceof TrialOutcome.Completed;
  }
}
