package org.synprune.jobs.data.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.synprune.jobs.data.build.Chunk;
import scala.Tuple2;

/** Joins pieces, which come in order of their chunks, to whole chunks, their rows in order. */
final class Chunks implements Iterator<Chunk> {

  private final Iterator<Tuple2<Long, Piece>> pieces;
  private final int columns;
  private Tuple2<Long, Piece> next;

  Chunks(Iterator<Tuple2<Long, Piece>> pieces, int columns) {
    this.pieces = pieces;
    this.columns = columns;
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
  public Chunk next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    long id = next._1();
    List<Piece> own = new ArrayList<>();
    for (; next != null && next._1() == id; advance()) {
      own.add(next._2());
    }
    // Where the file is in order of time, so are the pieces when they are.
    own.sort(Comparator.comparingLong(p -> p.millis().length == 0 ? id : p.millis()[0]));
    Piece all = own.size() == 1 ? own.get(0) : Piece.join(own, columns);
    return chunk(id, isSorted(all.millis()) ? all : sorted(all));
  }

  private static boolean isSorted(long[] millis) {
    for (int row = 1; row < millis.length; row++) {
      if (millis[row] < millis[row - 1]) {
        return false;
      }
    }
    return true;
  }

  private Piece sorted(Piece piece) {
    long[] millis = piece.millis();
    int[] order =
        IntStream.range(0, millis.length)
            .boxed()
            .sorted(Comparator.comparingLong(row -> millis[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] times = new long[millis.length];
    double[] values = new double[piece.values().length];
    for (int row = 0; row < order.length; row++) {
      times[row] = millis[order[row]];
      System.arraycopy(piece.values(), order[row] * columns, values, row * columns, columns);
    }
    return new Piece(times, values, piece.blank(), piece.bad());
  }

  private Chunk chunk(long id, Piece piece) {
    long[] millis = piece.millis();
    long[] missing = new long[columns];
    Long duplicate = null;
    int rows = 0;
    // Blank lines have a chunk of their own.
    while (rows < millis.length && millis[rows] != Chunk.NO_TIME) {
      for (int c = 0; c < columns; c++) {
        missing[c] += Double.isNaN(piece.values()[rows * columns + c]) ? 1 : 0;
      }
      if (duplicate == null && rows > 0 && millis[rows] == millis[rows - 1]) {
        duplicate = millis[rows];
      }
      rows++;
    }
    return new Chunk(
        id,
        millis,
        piece.values(),
        new Chunk.RawCounts(rows, piece.blank(), piece.bad(), missing, duplicate));
  }
}
