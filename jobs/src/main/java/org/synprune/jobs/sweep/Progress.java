package org.synprune.jobs.sweep;

/** Told how a sweep goes. Called by one thread. */
public interface Progress {

  /** Tells nobody. */
  Progress SILENT =
      new Progress() {
        @Override
        public void update(int open, int skipped, long completed, long failed) {}

        @Override
        public void done() {}
      };

  /**
   * How far it is; called a few times a second.
   *
   * @param open trials that this sweep trains
   * @param skipped trials done before
   * @param completed trials completed so far
   * @param failed trials failed so far
   */
  void update(int open, int skipped, long completed, long failed);

  /** Nothing more will come. */
  void done();
}
