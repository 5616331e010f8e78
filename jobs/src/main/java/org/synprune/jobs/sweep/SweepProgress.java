package org.synprune.jobs.sweep;

import java.util.Objects;
import java.util.OptionalDouble;

/** Told how a sweep goes. Called by one thread. */
public interface SweepProgress {

  /** Tells nobody. */
  SweepProgress SILENT =
      new SweepProgress() {
        @Override
        public void update(State state) {}

        @Override
        public void done() {}
      };

  /**
   * How far a sweep is.
   *
   * @param open trials that this sweep trains
   * @param skipped trials done before
   * @param completed trials completed so far
   * @param failed trials failed so far
   * @param running trials being trained, or waiting in a unit that is
   * @param secondsLeft estimated time until all are done; absent before the first unit starts
   */
  record State(
      int open, int skipped, long completed, long failed, int running, OptionalDouble secondsLeft) {

    /** Validates. */
    public State {
      Objects.requireNonNull(secondsLeft, "secondsLeft");
    }

    /**
     * Trials that have ended.
     *
     * @return those completed and those failed
     */
    public long done() {
      return completed + failed;
    }
  }

  /**
   * Reports the state of the sweep; called a few times a second.
   *
   * @param state the state
   */
  void update(State state);

  /** Nothing more will come. */
  void done();
}
