package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of several files, one after the other; each is opened when it is its turn. */
final class JoinedBytes extends InputStream {

  private final Iterator<RawPart> parts;
  private @Nullable InputStream current;

  JoinedBytes(List<RawPart> parts) {
    this.parts = parts.iterator();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    while (current != null || parts.hasNext()) {
      if (current == null) {
        current = RawFile.bytes(parts.next());
      }
      int count = current.read(bytes, from, length);
      if (count >= 0) {
        return count;
      }
      close();
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
