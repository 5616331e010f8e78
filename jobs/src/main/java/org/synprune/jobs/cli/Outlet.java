package org.synprune.jobs.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/** A stream that can be closed for good to all who write to it, without their noticing. */
final class Outlet extends FilterOutputStream {

  private final BooleanSupplier muted;
  private boolean closed;
  private boolean inLine;

  /**
   * An open stream.
   *
   * @param target where the bytes go
   * @param muted asked before each write: whether only the last bytes are still to be written
   */
  Outlet(OutputStream target, BooleanSupplier muted) {
    super(target);
    this.muted = muted;
  }

  @Override
  public synchronized void write(int value) throws IOException {
    if (!closed && !muted.getAsBoolean()) {
      out.write(value);
      inLine = value != '\n';
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    if (!closed && length > 0 && !muted.getAsBoolean()) {
      out.write(bytes, from, length);
      inLine = bytes[from + length - 1] != '\n';
    }
  }

  /** Writes some last bytes, in a line of their own, and nothing any more. */
  synchronized void close(byte[] last) throws IOException {
    if (!closed) {
      if (inLine) {
        out.write('\n');
      }
      out.write(last);
      out.flush();
      closed = true;
    }
  }
}
