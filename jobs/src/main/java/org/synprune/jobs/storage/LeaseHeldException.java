package org.synprune.jobs.storage;

import java.io.IOException;

/** Another process holds a lease. The message says what is known of it, in brackets, or nothing. */
public final class LeaseHeldException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Whether {@code --take-over} would help. */
  private final boolean canBeTaken;

  /**
   * Makes one.
   *
   * @param holder such as {@code " (sweep)"}; empty if nothing is known
   * @param canBeTaken whether the lease could be taken from its holder
   */
  public LeaseHeldException(String holder, boolean canBeTaken) {
    super(holder);
    this.canBeTaken = canBeTaken;
  }

  /**
   * Whether the lease could be taken from its holder.
   *
   * @return false where the operating system knows that the holder lives
   */
  public boolean canBeTaken() {
    return canBeTaken;
  }
}
