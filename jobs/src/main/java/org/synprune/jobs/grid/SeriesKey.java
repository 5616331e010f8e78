package org.synprune.jobs.grid;

import java.io.Serializable;

/**
 * Names a prepared series.
 *
 * @param dataset the data set's name
 * @param protocol the protocol it is prepared for
 */
public record SeriesKey(String dataset, Protocol protocol) implements Serializable {

  /**
   * The series that a trial trains on.
   *
   * @param trial the trial
   * @return its data set and protocol
   */
  public static SeriesKey of(Trial trial) {
    return new SeriesKey(trial.dataset(), trial.protocol());
  }
}
