package org.synprune.jobs.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream that can be closed for good to all who write to it, without their noticing. */
final class Outlet extends FilterOutputStream {

  private boolean closed;
  private boolean inLine;

  Outlet(OutputStream target) {
    super(target);
  }

  @Override
  public synchronized void write(int value) throws IOException {
    if (!closed) {
      out.write(value);
      inLine = value != '\n';
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    if (!closed && length > 0) {
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
