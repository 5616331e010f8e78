package org.synprune.jobs.data.text;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.build.RowChunk;
import scala.Tuple2;

/** Joins the pieces of chunks, which come in order of their chunks. */
final class ChunkAssembler implements Iterator<RowChunk> {

  private final Iterator<Tuple2<Long, RowChunk>> pieces;
  private @Nullable Tuple2<Long, RowChunk> next;

  ChunkAssembler(Iterator<Tuple2<Long, RowChunk>> pieces) {
    this.pieces = pieces;
    advance();
  }

  private void advance() {
    next = pieces.hasNext() ? pieces.next() : null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public RowChunk next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    long id = next._1();
    List<RowChunk> own = new ArrayList<>();
    for (; next != null && next._1() == id; advance()) {
      own.add(next._2());
    }
    return RowChunk.join(own);
  }
}
