package org.synprune.jobs.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A file that {@link FaultyFiles} opened: each write is a change. */
final class FaultyChannel implements SeekableByteChannel {

  private final FaultyFiles files;
  private final SeekableByteChannel to;

  FaultyChannel(FaultyFiles files, SeekableByteChannel to) {
    this.files = files;
    this.to = to;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return to.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    files.change();
    return to.write(from);
  }

  @Override
  public long position() throws IOException {
    return to.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    to.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return to.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    files.change();
    to.truncate(size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return to.isOpen();
  }

  @Override
  public void close() throws IOException {
    to.close();
  }
}
