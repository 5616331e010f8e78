package org.synprune.jobs.sweep;

import java.io.Serializable;
import org.synprune.jobs.series.Protocol;
import org.synprune.jobs.train.Trial;

/**
 * Names a prepared series.
 *
 * @param dataset the data set's name
 * @param protocol the protocol it is prepared for
 */
public record SeriesKey(String dataset, Protocol protocol) implements Serializable {

  static SeriesKey of(Trial trial) {
    return new SeriesKey(trial.dataset(), trial.protocol());
  }
}
