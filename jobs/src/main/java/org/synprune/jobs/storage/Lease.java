package org.synprune.jobs.storage;

import java.io.IOException;

/**
 * The right to write to something, such as a run. It ends by {@link #close}, with its process on
 * this machine's disks, and on other stores a while after its process has gone silent.
 */
public interface Lease extends AutoCloseable {

  /**
   * Names this hold of the lease.
   *
   * @return a token that no other hold has
   */
  String token();

  /**
   * Removes the lease's files while holding it: for something that is gone.
   *
   * @throws IOException if they can't be removed
   */
  void removeFiles() throws IOException;

  /** Gives the lease back; does nothing the second time. */
  @Override
  void close();
}
